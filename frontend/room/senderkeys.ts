/** Hands the agreed keys to livekit-client's media worker. */

import { BaseKeyProvider } from "livekit-client";
import type { MediaKeys } from "./keysource";

/** One key per sender. A wrong key opens nothing and stays: no ratchet, no counting of failures. */
export class SenderKeys extends BaseKeyProvider {
  private senders = new Set<string>();

  constructor() {
    super({ sharedKey: false, ratchetWindowSize: 0, failureTolerance: -1, keyringSize: 16, keySize: 256 });
  }

  async put(keys: MediaKeys): Promise<void> {
    const gone = [...this.senders].filter((sender) => !keys.bySender.has(sender));
    for (const [sender, key] of keys.bySender) this.onSetEncryptionKey(key, sender, keys.slot);
    this.senders = new Set(keys.bySender.keys());
    for (const sender of gone) this.onSetEncryptionKey(await noise(), sender, keys.slot);
  }

  knows(sender: string): boolean {
    return this.senders.has(sender);
  }
}

/** Key material that nobody has: nothing made with it can ever be opened. */
export function noise(): Promise<CryptoKey> {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits", "deriveKey"]);
}
