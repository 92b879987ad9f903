/**
 * How two browsers agree on media keys through a server that neither trusts.
 *
 * Each side commits to a fresh X25519 key, and reveals it only when the other has committed too; so a server
 * that puts itself between them must choose its own keys blind, and the four words it causes (40 bits) match
 * on both sides once in 2^40 tries, with one try per session. Pure: no network, no clock; randomness comes
 * in through `newOffer`.
 *
 *     commit  = SHA-256("freehold-commit/1", session, mine, peer, part, key, nonce)
 *     reveal  = key ‖ nonce                              (sent when both commits are here)
 *     salt    = SHA-256("freehold-transcript/1", session, lead's side, member's side)
 *     secret  = X25519(own private, other's public)
 *     media   = HKDF-SHA-256(secret, salt, "freehold-media/1" ‖ session ‖ sender)     32 bytes per sender
 *     words   = HKDF-SHA-256(secret, salt, "freehold-words/1" ‖ session)              40 bits
 *
 * Every concatenation carries lengths (`fields`). X25519: RFC 7748; HKDF: RFC 5869; why commit first:
 * Vaudenay, CRYPTO 2005. Second implementation, same vectors: `rooms/tests/test_media_key_vectors.py`.
 */

import { type Bytes, fields, same, sha256 } from "./bytes";
import { WORDS } from "./wordlist";

export type Part = "lead" | "member";

/** One end: a connection is one page of one person, so a reload is another side. */
export interface Side {
  readonly connection: string;
  readonly part: Part;
}

/** A key pair and nonce for exactly one agreement; the private half cannot be read out, not even by us. */
export interface Offer {
  readonly secret: CryptoKey;
  readonly key: Bytes;
  readonly nonce: Bytes;
}

export type Kind = "commit" | "reveal";

export interface Message {
  readonly from: string;
  readonly to: string;
  readonly kind: Kind;
  readonly body: Bytes;
}

/** Why an agreement was refused; each one means that somebody between the two changed something. */
export type Refusal = "malformed" | "changed" | "mismatch" | "early" | "reflected" | "weak";

export interface Agreed {
  /** Key material by sender's connection, for HKDF inside the media worker. */
  readonly media: ReadonlyMap<string, CryptoKey>;
  readonly words: readonly string[];
}

export interface Agreement {
  readonly session: string;
  readonly mine: Side;
  readonly peer: Side;
  readonly offer: Offer;
  readonly ownCommit: Bytes;
  readonly peerCommit: Bytes | null;
  readonly peerReveal: Bytes | null;
  readonly outcome:
    | { readonly kind: "agreed"; readonly agreed: Agreed }
    | { readonly kind: "refused"; readonly why: Refusal }
    | null;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 32;
const HASH_BYTES = 32;
const WORD_COUNT = 4;

export async function newOffer(): Promise<Offer> {
  const pair = (await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"])) as CryptoKeyPair;
  const key = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { secret: pair.privateKey, key, nonce: crypto.getRandomValues(new Uint8Array(NONCE_BYTES)) };
}

function commitment(session: string, from: Side, to: Side, key: Bytes, nonce: Bytes): Promise<Bytes> {
  return sha256(fields("freehold-commit/1", session, from.connection, to.connection, from.part, key, nonce));
}

/** Starts an agreement; send the returned messages. */
export async function begin(
  session: string,
  mine: Side,
  peer: Side,
  offer: Offer,
): Promise<readonly [Agreement, readonly Message[]]> {
  const ownCommit = await commitment(session, mine, peer, offer.key, offer.nonce);
  const agreement = { session, mine, peer, offer, ownCommit, peerCommit: null, peerReveal: null, outcome: null };
  return [agreement, [{ from: mine.connection, to: peer.connection, kind: "commit", body: ownCommit }]];
}

const refused = (agreement: Agreement, why: Refusal): readonly [Agreement, readonly Message[]] => [
  { ...agreement, outcome: { kind: "refused", why } },
  [],
];

/**
 * Takes one message of the other side; send the returned messages.
 *
 * Messages of another pair (an older connection replayed, somebody else's) are not for us and change nothing.
 * The same message again changes nothing. A refusal is final: a new agreement needs a new connection.
 */
export async function receive(
  agreement: Agreement,
  message: Message,
): Promise<readonly [Agreement, readonly Message[]]> {
  const { mine, peer, offer } = agreement;
  if (message.from !== peer.connection || message.to !== mine.connection) return [agreement, []];
  if (agreement.outcome?.kind === "refused") return [agreement, []];
  if (message.kind === "commit") {
    if (message.body.length !== HASH_BYTES) return refused(agreement, "malformed");
    if (agreement.peerCommit)
      return same(agreement.peerCommit, message.body) ? [agreement, []] : refused(agreement, "changed");
    if (same(agreement.ownCommit, message.body)) return refused(agreement, "reflected");
    const body = new Uint8Array([...offer.key, ...offer.nonce]);
    return [
      { ...agreement, peerCommit: message.body },
      [{ from: mine.connection, to: peer.connection, kind: "reveal", body }],
    ];
  }
  if (message.body.length !== KEY_BYTES + NONCE_BYTES) return refused(agreement, "malformed");
  if (agreement.peerReveal)
    return same(agreement.peerReveal, message.body) ? [agreement, []] : refused(agreement, "changed");
  if (!agreement.peerCommit) return refused(agreement, "early");
  const key = message.body.slice(0, KEY_BYTES);
  const nonce = message.body.slice(KEY_BYTES);
  if (same(key, offer.key)) return refused(agreement, "reflected");
  const promised = await commitment(agreement.session, peer, mine, key, nonce);
  if (!same(promised, agreement.peerCommit)) return refused(agreement, "mismatch");
  const agreed = await derive(agreement, key, nonce);
  if (!agreed) return refused(agreement, "weak");
  return [{ ...agreement, peerReveal: message.body, outcome: { kind: "agreed", agreed } }, []];
}

async function derive(agreement: Agreement, peerKey: Bytes, peerNonce: Bytes): Promise<Agreed | null> {
  const { session, mine, peer, offer } = agreement;
  const secret = await sharedSecret(offer.secret, peerKey);
  if (!secret) return null;
  const ends = [
    { ...mine, key: offer.key, nonce: offer.nonce },
    { ...peer, key: peerKey, nonce: peerNonce },
  ].sort((one, other) => one.part.localeCompare(other.part) || (one.connection < other.connection ? -1 : 1));
  const transcript = ends.flatMap((end) => [end.part, end.connection, end.key, end.nonce]);
  const salt = await sha256(fields("freehold-transcript/1", session, ...transcript));
  const expand = async (info: Bytes, bits: number): Promise<Bytes> =>
    new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, secret, bits));
  const media = new Map<string, CryptoKey>();
  for (const sender of [mine.connection, peer.connection]) {
    const raw = await expand(fields("freehold-media/1", session, sender), 256);
    media.set(sender, await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]));
    raw.fill(0);
  }
  return { media, words: asWords(await expand(fields("freehold-words/1", session), 40)) };
}

/** Null for a low-order point, which would make the secret known to everyone (RFC 7748 section 6.1). */
async function sharedSecret(own: CryptoKey, peerKey: Bytes): Promise<CryptoKey | null> {
  try {
    const peer = await crypto.subtle.importKey("raw", peerKey, { name: "X25519" }, true, []);
    const bits = new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: peer }, own, 256));
    if (bits.every((byte) => byte === 0)) return null;
    return await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveBits"]);
  } catch {
    return null;
  }
}

/** Five bytes as four words of ten bits, most significant bits first. */
export function asWords(bytes: Bytes): readonly string[] {
  let number = 0n;
  for (const byte of bytes.slice(0, 5)) number = (number << 8n) | BigInt(byte);
  return Array.from(
    { length: WORD_COUNT },
    (_, at) => WORDS[Number((number >> BigInt(10 * (WORD_COUNT - 1 - at))) & 1023n)] ?? "",
  );
}
