/**
 * Where the room's media keys come from. The room knows only this; today `pairing.ts` stands behind it (two
 * people, X25519 through our server), later MLS may, with more people and an epoch per change.
 */

import type { Message, Refusal } from "./keys";

export interface MediaKeys {
  /** Changes with every change of keys. */
  readonly epoch: number;
  /** Place in the receivers' key ring, 0-15. */
  readonly slot: number;
  /** Key material by the sender's connection, our own included. */
  readonly bySender: ReadonlyMap<string, CryptoKey>;
}

export type KeyNews =
  | { readonly kind: "agreeing" }
  | { readonly kind: "ready"; readonly keys: MediaKeys; readonly words: readonly string[] }
  | { readonly kind: "refused"; readonly why: Refusal }
  | { readonly kind: "none" };

export interface KeySource {
  /** Who is at the other end now; null while nobody is. A new connection starts a new agreement. */
  meet(peer: string | null): void;
  /** What the server brought from the other side, in any order and any number of times. */
  take(messages: readonly Message[]): void;
  /** Forgets everything; nothing is told after it. */
  stop(): void;
}
