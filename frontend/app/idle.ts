/**
 * The screen lock of staff, as the person sees it: two minutes before the server would lock, a question; then the lock
 * page, with the way back. The server decides; this only makes it visible and keeps a typing person's sign-in awake.
 */

export interface Clock {
  /** ms */
  now(): number;
}

export interface IdleOptions {
  /** ms without a sign of life after which the server locks. */
  lasting: number;
  /** ms before that at which the question appears. */
  warning: number;
  /** ms: how often at most the server is told that somebody is here. */
  telling: number;
  tell(): void;
  warn(): void;
  unwarn(): void;
  lock(): void;
}

/** The rule, without a browser: feed it signs of life and the time. */
export class Idle {
  private last: number;
  private told: number;
  private isWarned = false;
  private isLocked = false;

  constructor(
    private readonly clock: Clock,
    private readonly options: IdleOptions,
  ) {
    this.last = clock.now();
    this.told = this.last;
  }

  /** Somebody typed, clicked or touched here. */
  alive(): void {
    const now = this.clock.now();
    // After a sleep of the machine the first touch comes too late: the server has locked already.
    if (this.isLocked || now - this.last >= this.options.lasting) {
      this.tick();
      return;
    }
    this.last = now;
    if (now - this.told >= this.options.telling) {
      this.told = now;
      this.options.tell();
    }
    this.relax();
  }

  /** The same person was active in another window, `at` that time (ms). */
  aliveElsewhere(at: number): void {
    this.last = Math.max(this.last, at);
    this.told = Math.max(this.told, at);
    this.relax();
  }

  tick(): void {
    if (this.isLocked) return;
    const idle = this.clock.now() - this.last;
    if (idle >= this.options.lasting) {
      this.isLocked = true;
      this.options.lock();
    } else if (idle >= this.options.lasting - this.options.warning && !this.isWarned) {
      this.isWarned = true;
      this.options.warn();
    }
  }

  private relax(): void {
    if (!this.isWarned || this.clock.now() - this.last >= this.options.lasting - this.options.warning) return;
    this.isWarned = false;
    this.options.unwarn();
  }
}

const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
const CHANNEL = "freehold-alive";

export interface Told {
  title: string;
  text: string;
  stay: string;
}

/** Watch this page of a person whose sign-in locks after `seconds`. */
export function watchIdle(document: Document, seconds: number, token: string, words: Told): void {
  const dialog = question(document, words);
  const lock = () => location.assign(`/unlock?next=${encodeURIComponent(location.pathname + location.search)}`);
  const others = new BroadcastChannel(CHANNEL);
  const idle = new Idle(
    { now: () => Date.now() },
    {
      lasting: seconds * 1000,
      warning: 120_000,
      telling: 60_000,
      tell: () => {
        others.postMessage(Date.now());
        fetch("/still-here", { method: "POST", headers: { "X-CSRFToken": token } }).then(
          (answer) => {
            if (answer.status === 401) lock();
          },
          () => undefined, // no network: the next sign of life tells again
        );
      },
      warn: () => dialog.showModal(),
      unwarn: () => dialog.close(),
      lock,
    },
  );
  for (const sign of SIGNS) document.addEventListener(sign, () => idle.alive(), { passive: true, capture: true });
  others.addEventListener("message", (event: MessageEvent<number>) => idle.aliveElsewhere(event.data));
  document.addEventListener("visibilitychange", () => idle.tick());
  setInterval(() => idle.tick(), 5_000);
}

function question(document: Document, words: Told): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.id = "idle";
  dialog.setAttribute("aria-labelledby", "idle-title");
  const title = document.createElement("h2");
  title.id = "idle-title";
  title.textContent = words.title;
  const text = document.createElement("p");
  text.textContent = words.text;
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "actions";
  const stay = document.createElement("button");
  stay.className = "button button-primary";
  stay.textContent = words.stay;
  form.append(stay);
  dialog.append(title, text, form);
  document.body.append(dialog);
  return dialog;
}
