/** Bytes as they travel and as they are hashed: base64url, UUIDs, unambiguous concatenation. */

export type Bytes = Uint8Array<ArrayBuffer>;

export function toBase64Url(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** Null when `text` is not base64url. */
export function fromBase64Url(text: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

export function utf8(text: string): Bytes {
  return new Uint8Array(new TextEncoder().encode(text));
}

/** Each field with its length (2 bytes, big-endian) before it, so that no two lists of fields give the same bytes. */
export function fields(...parts: readonly (Bytes | string)[]): Bytes {
  const raw = parts.map((part) => (typeof part === "string" ? utf8(part) : part));
  const whole = new Uint8Array(raw.reduce((sum, part) => sum + 2 + part.length, 0));
  let at = 0;
  for (const part of raw) {
    if (part.length > 0xffff) throw new RangeError("a field is longer than 65535 bytes");
    whole[at] = part.length >> 8;
    whole[at + 1] = part.length & 0xff;
    whole.set(part, at + 2);
    at += 2 + part.length;
  }
  return whole;
}

/** Constant time is not needed: both sides are public values. */
export function same(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
