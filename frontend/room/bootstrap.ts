/** What the page brings with it: facts of this session that do not change while the document lives. */

import type { Part } from "./keys";
import type { Words } from "./words";

export interface DoorAnswers {
  readonly location: string;
  readonly callback: string;
  readonly emergency_name: string;
  readonly emergency_phone: string;
}

export interface Bootstrap {
  readonly session: {
    readonly id: string;
    readonly startsAt: string;
    readonly endsAt: string;
    /** The reader's own. */
    readonly zone: string;
    /** Start and end as people say it, in the reader's zone. */
    readonly when: string;
    readonly practice: string;
    readonly state: "open" | "live" | "ended";
  };
  readonly me: { readonly person: string; readonly part: Part; readonly name: string; readonly initials: string };
  readonly other: {
    readonly person: string;
    readonly name: string;
    readonly firstName: string;
    readonly initials: string;
  };
  readonly door: {
    readonly needed: boolean;
    /** Null for the lead, who is not asked. */
    readonly answers: DoorAnswers | null;
    readonly consent: { readonly version: string; readonly text: readonly string[]; readonly signed: boolean } | null;
  };
  /** Whom to call in a crisis, as the practice set it; its own number is empty when it has none. */
  readonly help: {
    readonly lines: readonly { readonly label: string; readonly number: string }[];
    readonly practice: string;
  };
  readonly fallback: { readonly phone: string };
  readonly live: string;
  readonly signal: string;
  /** `home` is empty for whoever came by a link for this one session. */
  readonly urls: Readonly<Record<UrlName, string>>;
  readonly media: { readonly available: boolean; readonly why: string };
  readonly words: Words;
}

export type UrlName =
  | "enter"
  | "door"
  | "at_door"
  | "state"
  | "admit"
  | "keys"
  | "chat"
  | "leave"
  | "end"
  | "remove"
  | "card"
  | "trouble"
  | "heartbeat"
  | "home"
  | "signIn";

/** Reads the page's JSON; it was written by our own server for exactly this code, so its shape is taken on trust. */
export function readBootstrap(page: Document): Bootstrap {
  const text = page.getElementById("room")?.textContent;
  if (!text) throw new Error("the page has no room in it");
  return JSON.parse(text) as Bootstrap;
}

export function csrfToken(page: Document): string {
  return page.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
}
