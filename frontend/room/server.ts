/** Our own server: JSON over HTTP and the event stream. Retries what may be retried; knows no room rules. */

import type { Bootstrap, UrlName } from "./bootstrap";
import { nextTry } from "./patience";

export type Answer =
  | { readonly kind: "ok"; readonly body: unknown }
  | { readonly kind: "invalid"; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: "conflict"; readonly problem: string; readonly message: string }
  | { readonly kind: "gone" }
  | { readonly kind: "signedOut" }
  | { readonly kind: "unreachable" };

export interface LiveEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const NAMES = [
  "session.waiting",
  "session.admitted",
  "session.peer",
  "session.at_door",
  "session.key",
  "session.chat",
  "session.replaced",
  "session.removed",
  "session.ended",
  "session.trouble",
  "reset",
] as const;

const PATIENCE = 15_000; // a request that has no answer after this is asked again

const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

export class Server {
  constructor(
    private readonly urls: Bootstrap["urls"],
    private readonly csrf: string,
  ) {}

  post(name: UrlName, body: object): Promise<Answer> {
    return this.ask(this.urls[name], {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify(body),
    });
  }

  get(name: UrlName, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const search = new URLSearchParams(query).toString();
    return this.ask(this.urls[name] + (search ? `?${search}` : ""), {});
  }

  /** Asks again until the server answers, for what may be asked twice; "unreachable" only after half an hour. */
  async insist(ask: () => Promise<Answer>): Promise<Answer> {
    const began = Date.now();
    for (let tries = 0; ; tries++) {
      const answer = await ask();
      if (answer.kind !== "unreachable") return answer;
      const wait = nextTry(tries + 1, Date.now() - began, Math.random());
      if (wait === null) return answer;
      await pause(wait);
    }
  }

  private async ask(url: string, options: RequestInit): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(url, {
        ...options,
        redirect: "manual", // to the sign-in page: not for a script to follow
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return { kind: "unreachable" };
    }
    if (response.type === "opaqueredirect" || response.status === 401) return { kind: "signedOut" };
    if (response.status >= 500 || response.status === 429) return { kind: "unreachable" };
    if (response.status === 404 || response.status === 403) return { kind: "gone" };
    const body: unknown = await response.json().catch(() => null);
    const said = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    if (response.ok) return { kind: "ok", body };
    if (response.status === 409)
      return { kind: "conflict", problem: String(said.problem ?? ""), message: String(said.message ?? "") };
    return { kind: "invalid", errors: (said.errors ?? {}) as Record<string, string> };
  }
}

/** The event stream, reopened from the last event seen; the browser's own waiting of seconds is too long here. */
export class Stream {
  private source: EventSource | null = null;
  private last: string | null = null;
  private tries = 0;
  private lostAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly hear: (event: LiveEvent) => void,
    /** Open again: what was missed has been replayed or must be asked for. */
    private readonly tell: (state: "open" | "lost") => void,
  ) {}

  open(): void {
    this.close();
    const url = new URL(this.url, location.href);
    if (this.last) url.searchParams.set("after", this.last);
    const source = new EventSource(url);
    this.source = source;
    source.addEventListener("hello", () => {
      this.tries = 0;
      this.lostAt = 0;
      this.tell("open");
    });
    for (const name of NAMES)
      source.addEventListener(name, (event) => {
        if (event.lastEventId) this.last = event.lastEventId;
        this.hear({ name, data: JSON.parse(event.data) as Record<string, unknown> });
      });
    source.onerror = () => this.again();
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private again(): void {
    this.close();
    if (this.lostAt === 0) this.lostAt = Date.now();
    const wait = nextTry(this.tries + 1, 0, Math.random()) ?? 3000;
    this.tries += 1;
    this.timer = setTimeout(() => this.open(), wait);
    this.tell("lost"); // last: whoever hears it may close
  }
}
