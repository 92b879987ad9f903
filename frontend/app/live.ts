/**
 * What happens elsewhere, told to this page: one EventSource for all of it.
 *
 *     <section data-live="session.waiting" hx-get="/today/waiting" hx-trigger="live">
 *
 * is fetched again when such an event arrives. `data-live-session="UUID"` narrows it to events with that value.
 * A connection that is lost resumes where it was (`Last-Event-ID`, or `?after=`), and the page says so meanwhile.
 */

export type Facts = Readonly<Record<string, unknown>>;
export type Heard = (name: string, facts: Facts) => void;

/** The part of EventSource that is used, so that tests can stand in for it. */
export interface Source {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface Line {
  /** Hear events of this name; returns what takes it back. */
  hear(name: string, heard: Heard): () => void;
  /** Stop hearing, keeping the place; `resume` goes on from there. */
  pause(): void;
  resume(): void;
}

export interface LineOptions {
  after: string | null;
  open?: (url: string) => Source;
  onState?: (isConnected: boolean) => void;
  /** The server refused us, which it does to a sign-in that has ended. */
  onRefused?: () => unknown;
  /** Events were missed that cannot be replayed: everything shown may be old. */
  onReset?: () => void;
}

const CLOSED = 2;
const FIRST_WAIT = 500; // ms
const LONGEST_WAIT = 10_000;
const HIDDEN_FOR = 30_000;
const REFUSALS = 3; // in a row, before the page asks itself whether it is still signed in

export function openLine(options: LineOptions): Line {
  const open = options.open ?? ((url: string) => new EventSource(url) as unknown as Source);
  const listeners = new Map<string, Set<Heard>>();
  let after = options.after;
  let wait = FIRST_WAIT;
  let refusals = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPaused = false;
  let source: Source;

  const receive = (name: string) => (event: MessageEvent<string>) => {
    if (event.lastEventId) after = event.lastEventId;
    const facts = JSON.parse(event.data) as Facts;
    for (const heard of listeners.get(name) ?? []) heard(name, facts);
  };

  const connect = () => {
    isPaused = false;
    source = open(after === null ? "/live" : `/live?after=${encodeURIComponent(after)}`);
    for (const name of listeners.keys()) source.addEventListener(name, receive(name));
    source.addEventListener("reset", () => options.onReset?.());
    source.addEventListener("hello", () => {
      refusals = 0;
    });
    source.onopen = () => {
      wait = FIRST_WAIT;
      options.onState?.(true);
    };
    source.onerror = () => {
      options.onState?.(false);
      // The browser retries by itself unless the answer was a refusal; then it is ours to do, more and more slowly.
      if (source.readyState !== CLOSED) return;
      refusals += 1;
      if (refusals % REFUSALS === 0) options.onRefused?.();
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };
  connect();

  return {
    hear(name, heard) {
      let all = listeners.get(name);
      if (!all) {
        all = new Set();
        listeners.set(name, all);
        source.addEventListener(name, receive(name));
      }
      all.add(heard);
      return () => all.delete(heard);
    },
    pause() {
      clearTimeout(timer);
      source.close();
      isPaused = true;
    },
    resume() {
      if (isPaused) connect();
    },
  };
}

/** Is this element concerned? Every `data-live-KEY` it has must equal the event's KEY. */
export function concerns(element: HTMLElement, name: string, facts: Facts): boolean {
  if (!(element.dataset.live ?? "").split(/\s+/).includes(name)) return false;
  return Object.entries(element.dataset)
    .filter(([key]) => /^live[A-Z]/.test(key))
    .every(([key, value]) => String(facts[key.charAt(4).toLowerCase() + key.slice(5)]) === value);
}

/** Names any element of the page waits for. */
export function namesWaitedFor(root: ParentNode): Set<string> {
  const elements = root.querySelectorAll<HTMLElement>("[data-live]");
  return new Set([...elements].flatMap((element) => (element.dataset.live ?? "").split(/\s+/).filter(Boolean)));
}

/** Fetch an element again, through htmx; two events of one moment are one fetch. */
export function refresh(element: HTMLElement): void {
  if (element.dataset.refreshing) return;
  element.dataset.refreshing = "yes";
  setTimeout(() => {
    delete element.dataset.refreshing;
    element.dispatchEvent(new CustomEvent("live", { bubbles: false }));
  }, 50);
}

/** Without HTTP/2 a browser holds six connections to us at most: a seventh tab would wait for one of them for ever. */
function restWhileHidden(document: Document, line: Line): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.visibilityState === "visible") line.resume();
    else resting = setTimeout(() => line.pause(), HIDDEN_FOR);
  });
}

/** A refusal may also be a server in trouble; only a sign-in that ended is a reason to leave the page. */
async function leaveIfSignedOut(): Promise<void> {
  const asking = new AbortController();
  const answer = await fetch("/live", { signal: asking.signal }).catch(() => null);
  asking.abort();
  // Reloading leads to the sign-in or lock page, and back here after it.
  if (answer?.status === 401) location.reload();
}

/** Connect the page, and whatever htmx brings into it later. Returns the line, or null where nothing listens. */
export function listenForLive(document: Document, words: Readonly<Record<string, string>>): Line | null {
  if (namesWaitedFor(document).size === 0) return null;
  const notice = document.getElementById("connection");
  let shown: ReturnType<typeof setTimeout> | undefined;
  const all = () => document.querySelectorAll<HTMLElement>("[data-live]");

  const line = openLine({
    after: document.body.dataset.liveAfter ?? null,
    onState: (isConnected) => {
      clearTimeout(shown);
      if (!notice) return;
      if (isConnected) {
        notice.hidden = true;
        notice.textContent = "";
      } else {
        // A restart of the server is over in two seconds; nobody needs to read of it.
        shown = setTimeout(() => {
          notice.textContent = words.lost ?? "";
          notice.hidden = false;
        }, 4_000);
      }
    },
    onReset: () => all().forEach(refresh),
    onRefused: leaveIfSignedOut,
  });

  const heard = new Set<string>();
  const attend = () => {
    for (const name of namesWaitedFor(document)) {
      if (heard.has(name)) continue;
      heard.add(name);
      line.hear(name, (event, facts) => {
        for (const element of all()) if (concerns(element, event, facts)) refresh(element);
      });
    }
  };
  attend();
  document.addEventListener("htmx:load", attend);
  window.addEventListener("pagehide", () => line.pause());
  window.addEventListener("pageshow", () => line.resume());
  restWhileHidden(document, line);
  return line;
}
