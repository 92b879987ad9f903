/**
 * What somebody typed into `<form data-draft="key">` survives an error, a reload and the idle lock.
 *
 * It lies in this tab's sessionStorage: gone when the tab closes, so that a shared computer keeps nothing. A draft is
 * its writer's: the first page another person opens in the tab removes it. Passwords, codes and files are never kept.
 */

import { within } from "./page";

const PREFIX = "freehold-draft";
const OLDEST = 24 * 3600 * 1000; // ms

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Values = Record<string, string[]>;

interface Draft {
  at: number;
  values: Values;
  /** Sent, and not yet known whether it arrived. */
  isSent?: boolean;
}

const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

function isKept(field: Field): boolean {
  const completion = field.autocomplete ?? "";
  return (
    field.name !== "" &&
    !NEVER.has(field.type) &&
    !/one-time-code|password|cc-/.test(completion) &&
    field.dataset.draft !== "never"
  );
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (element): element is Field =>
      (element instanceof HTMLInputElement ||
        element instanceof HTMLTextAreaElement ||
        element instanceof HTMLSelectElement) &&
      isKept(element),
  );
}

/** What is typed and chosen now, by field name. */
export function valuesOf(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const field of fieldsOf(form)) {
    const list = values[field.name] ?? [];
    values[field.name] = list;
    const isChoice = field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
    if (!isChoice || field.checked) list.push(field.value);
  }
  return values;
}

/** Put values back; returns whether anything changed. */
export function fill(form: HTMLFormElement, values: Values): boolean {
  const before = JSON.stringify(valuesOf(form));
  const taken: Record<string, number> = {};
  for (const field of fieldsOf(form)) {
    const list = values[field.name];
    if (!list) continue;
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
      field.checked = list.includes(field.value);
    } else {
      const index = taken[field.name] ?? 0;
      taken[field.name] = index + 1;
      const value = list[index];
      if (value !== undefined) field.value = value;
    }
  }
  return JSON.stringify(valuesOf(form)) !== before;
}

export class Drafts {
  constructor(
    private readonly storage: Storage,
    private readonly person: string,
    private readonly path: string,
    private readonly now: () => number,
  ) {}

  private name(form: HTMLFormElement): string {
    return [PREFIX, this.person, this.path, form.dataset.draft ?? ""].join(" ");
  }

  private read(name: string): Draft | null {
    const text = this.storage.getItem(name);
    return text ? (JSON.parse(text) as Draft) : null;
  }

  private names(): string[] {
    return Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? "").filter((name) =>
      name.startsWith(`${PREFIX} `),
    );
  }

  /** Remove what is another person's or too old. */
  sweep(): void {
    for (const name of this.names()) {
      const isTheirs = !name.startsWith(`${PREFIX} ${this.person} `);
      if (isTheirs || this.now() - (this.read(name)?.at ?? 0) > OLDEST) this.storage.removeItem(name);
    }
  }

  /**
   * Remove drafts that were sent and have arrived: the answer is a page on which that form does not stand again with
   * errors. Drafts whose form came back are not sent any more.
   */
  settle(forms: readonly HTMLFormElement[]): void {
    const refused = new Set(
      forms.filter((form) => form.querySelector(".error-summary")).map((form) => this.name(form)),
    );
    for (const name of this.names()) {
      const draft = this.read(name);
      if (!draft?.isSent) continue;
      if (refused.has(name)) this.storage.setItem(name, JSON.stringify({ at: draft.at, values: draft.values }));
      else this.storage.removeItem(name);
    }
  }

  keep(form: HTMLFormElement): void {
    try {
      this.storage.setItem(this.name(form), JSON.stringify({ at: this.now(), values: valuesOf(form) } satisfies Draft));
    } catch {
      // A full or forbidden storage costs the draft, not the page.
    }
  }

  sent(form: HTMLFormElement): void {
    this.keep(form);
    const draft = this.read(this.name(form));
    if (draft) this.storage.setItem(this.name(form), JSON.stringify({ ...draft, isSent: true }));
  }

  forget(form: HTMLFormElement): void {
    this.storage.removeItem(this.name(form));
  }

  /** Whether something came back. A form the server sent back with errors already holds what was typed. */
  restore(form: HTMLFormElement): boolean {
    if (form.querySelector(".error-summary")) return false;
    const draft = this.read(this.name(form));
    return draft !== null && fill(form, draft.values);
  }
}

export function keepDrafts(document: Document, person: string | null, onRestored: () => void): void {
  // Signed out, nothing is known of whose drafts lie here: they wait for their owner.
  if (person === null) return;
  const drafts = new Drafts(sessionStorage, person, location.pathname, Date.now);
  const forms = () => within<HTMLFormElement>(document, "form[data-draft]");
  drafts.sweep();
  drafts.settle(forms());
  const taken = new WeakSet<HTMLFormElement>();
  const take = () => {
    const fresh = forms().filter((form) => !taken.has(form));
    for (const form of fresh) {
      taken.add(form);
      form.addEventListener("input", () => drafts.keep(form));
      form.addEventListener("submit", () => drafts.sent(form));
      form.addEventListener("htmx:afterRequest", (event) => {
        const { successful } = (event as CustomEvent<{ successful: boolean }>).detail;
        if (successful && !form.querySelector(".error-summary")) drafts.forget(form);
      });
    }
    if (fresh.map((form) => drafts.restore(form)).includes(true)) onRestored();
  };
  take();
  document.addEventListener("htmx:load", take);
}
