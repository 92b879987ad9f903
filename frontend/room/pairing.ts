/** The key source for two: one agreement of `keys.ts` per pair of connections, its messages sent in order. */

import { type Agreement, begin, type Message, newOffer, type Offer, type Part, receive } from "./keys";
import type { KeyNews, KeySource } from "./keysource";

/** Always the same: a new pair overwrites the old keys at once, and nobody is left who needed them. */
const SLOT = 0;

export interface Pairing {
  readonly session: string;
  readonly connection: string;
  readonly part: Part;
  /** Resolves true when the server has the message, false when it will never take it (the pair is outdated). */
  readonly send: (message: Message) => Promise<boolean>;
  readonly tell: (news: KeyNews) => void;
  readonly offer?: () => Promise<Offer>;
}

export class PairKeySource implements KeySource {
  private agreement: Agreement | null = null;
  private peer: string | null = null;
  private early: Message[] = [];
  private work: Promise<void> = Promise.resolve();
  private epoch = 0;
  private stopped = false;

  constructor(private readonly pairing: Pairing) {}

  meet(peer: string | null): void {
    if (peer === this.peer) return;
    this.peer = peer;
    this.agreement = null;
    this.pairing.tell({ kind: peer ? "agreeing" : "none" });
    if (peer) this.queue(() => this.start(peer));
  }

  take(messages: readonly Message[]): void {
    // A commit always precedes its reveal; the server's list may come in any order.
    const ordered = [...messages].sort((one, other) => one.kind.localeCompare(other.kind));
    this.queue(async () => {
      for (const message of ordered) await this.accept(message);
    });
  }

  stop(): void {
    this.stopped = true;
    this.agreement = null;
    this.early = [];
  }

  private async start(peer: string): Promise<void> {
    if (this.peer !== peer) return;
    const { session, connection, part, offer = newOffer } = this.pairing;
    const mine = { connection, part };
    const other = { connection: peer, part: part === "lead" ? ("member" as const) : ("lead" as const) };
    const [agreement, messages] = await begin(session, mine, other, await offer());
    this.agreement = agreement;
    await this.post(messages);
    const waiting = this.early;
    this.early = [];
    for (const message of waiting) await this.accept(message);
  }

  private async accept(message: Message): Promise<void> {
    if (message.to !== this.pairing.connection) return;
    const before = this.agreement;
    if (!before || message.from !== before.peer.connection) {
      if (this.early.length < 16) this.early.push(message); // the other's first word may come before we know them
      return;
    }
    const [after, messages] = await receive(before, message);
    if (this.agreement !== before) return;
    this.agreement = after;
    if (after.outcome && after.outcome !== before.outcome) this.announce(after);
    await this.post(messages);
  }

  private announce(agreement: Agreement): void {
    if (this.stopped || !agreement.outcome) return;
    if (agreement.outcome.kind === "refused") {
      this.pairing.tell({ kind: "refused", why: agreement.outcome.why });
      return;
    }
    const { media, words } = agreement.outcome.agreed;
    this.epoch += 1;
    this.pairing.tell({ kind: "ready", keys: { epoch: this.epoch, slot: SLOT, bySender: media }, words });
  }

  private async post(messages: readonly Message[]): Promise<void> {
    for (const message of messages) if (this.stopped || !(await this.pairing.send(message))) return;
  }

  /** One thing after the other: WebCrypto is asynchronous, the protocol is not. */
  private queue(step: () => Promise<void>): void {
    this.work = this.work.then(async () => {
      if (!this.stopped) await step();
    });
  }
}
