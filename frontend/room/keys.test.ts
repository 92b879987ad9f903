// @vitest-environment node
import { describe, expect, it } from "vitest";
import { type Bytes, fromBase64Url, toBase64Url } from "./bytes";
import { type Agreement, asWords, begin, type Message, newOffer, type Offer, receive, type Side } from "./keys";
import vectors from "./keys.vectors.json";
import { WORDS } from "./wordlist";

const SESSION = "5f0c6c1e-30a5-4c3f-9c3b-0d7b6f6f7a01";
const DANA: Side = { connection: "9b2f6a3e-7a52-4f0e-8f1c-2a7b8f9d1e10", part: "lead" };
const SAM: Side = { connection: "1c9d4a77-52b3-4d0a-9a65-6e6f3b0c2d21", part: "member" };

/** What the server between the two does with each message: pass it on, change it, keep it, say it twice. */
type Server = (message: Message) => readonly Message[] | Promise<readonly Message[]>;

const honest: Server = (message) => [message];

interface Ended {
  readonly dana: Agreement;
  readonly sam: Agreement;
}

/** Runs both browsers against one server until nothing is left to deliver. */
async function meet(server: Server = honest): Promise<Ended> {
  let [dana, fromDana] = await begin(SESSION, DANA, SAM, await newOffer());
  let [sam, fromSam] = await begin(SESSION, SAM, DANA, await newOffer());
  const queue = [...fromDana, ...fromSam];
  for (let turn = 0; turn < 64 && queue.length > 0; turn++) {
    const message = queue.shift();
    if (!message) break;
    for (const delivered of await server(message)) {
      [dana, fromDana] = await receive(dana, delivered);
      [sam, fromSam] = await receive(sam, delivered);
      queue.push(...fromDana, ...fromSam);
    }
  }
  return { dana, sam };
}

function agreed(agreement: Agreement) {
  if (agreement.outcome?.kind !== "agreed") throw new Error(`not agreed: ${JSON.stringify(agreement.outcome)}`);
  return agreement.outcome.agreed;
}

const refusal = (agreement: Agreement) => (agreement.outcome?.kind === "refused" ? agreement.outcome.why : null);

/** The key as the media worker would derive it, so that two sides can be compared. */
async function frameKey(material: CryptoKey | undefined): Promise<string> {
  if (!material) throw new Error("no key");
  const salt = new Uint8Array(new TextEncoder().encode("test"));
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt, info: new Uint8Array() },
    material,
    256,
  );
  return toBase64Url(new Uint8Array(bits));
}

describe("two browsers and an honest server", () => {
  it("agree on the same words and one key per sender", async () => {
    const { dana, sam } = await meet();
    const [hers, his] = [agreed(dana), agreed(sam)];
    expect(hers.words).toEqual(his.words);
    expect(hers.words).toHaveLength(4);
    for (const sender of [DANA.connection, SAM.connection])
      expect(await frameKey(hers.media.get(sender))).toBe(await frameKey(his.media.get(sender)));
    expect(await frameKey(hers.media.get(DANA.connection))).not.toBe(await frameKey(hers.media.get(SAM.connection)));
  });

  it("get other keys and other words each time", async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 20; round++) seen.add(agreed((await meet()).dana).words.join(" "));
    expect(seen.size).toBe(20);
  });

  it("do not mind hearing everything twice", async () => {
    const { dana, sam } = await meet((message) => [message, message]);
    expect(agreed(dana).words).toEqual(agreed(sam).words);
  });

  it("keep private keys that no script can read out", async () => {
    const offer = await newOffer();
    await expect(crypto.subtle.exportKey("pkcs8", offer.secret)).rejects.toThrow();
    const { dana } = await meet();
    await expect(
      crypto.subtle.exportKey("raw", agreed(dana).media.get(DANA.connection) as CryptoKey),
    ).rejects.toThrow();
  });
});

/** A server that sits between the two and speaks with each under keys of its own, as well as the protocol lets it. */
async function between(): Promise<Ended & { readonly knows: readonly string[][] }> {
  let [dana, fromDana] = await begin(SESSION, DANA, SAM, await newOffer());
  let [sam, fromSam] = await begin(SESSION, SAM, DANA, await newOffer());
  let [asSam, fromAsSam] = await begin(SESSION, SAM, DANA, await newOffer());
  let [asDana, fromAsDana] = await begin(SESSION, DANA, SAM, await newOffer());
  for (let turn = 0; turn < 4; turn++) {
    const [toDana, toSam, toAsSam, toAsDana] = [fromAsSam, fromAsDana, fromDana, fromSam];
    [fromDana, fromSam, fromAsSam, fromAsDana] = [[], [], [], []];
    for (const message of toDana) [dana, fromDana] = await receive(dana, message);
    for (const message of toSam) [sam, fromSam] = await receive(sam, message);
    for (const message of toAsSam) [asSam, fromAsSam] = await receive(asSam, message);
    for (const message of toAsDana) [asDana, fromAsDana] = await receive(asDana, message);
  }
  return { dana, sam, knows: [[...agreed(asSam).words], [...agreed(asDana).words]] };
}

describe("a server that changes what it carries", () => {
  it("can stand in the middle only at the price of different words", async () => {
    for (let round = 0; round < 10; round++) {
      const { dana, sam, knows } = await between();
      expect(agreed(dana).words).toEqual(knows[0]);
      expect(agreed(sam).words).toEqual(knows[1]);
      expect(agreed(dana).words).not.toEqual(agreed(sam).words);
    }
  });

  it("is refused when it swaps a key after the commit", async () => {
    const evil = await newOffer();
    const { dana, sam } = await meet((message) =>
      message.kind === "reveal" && message.from === DANA.connection
        ? [{ ...message, body: new Uint8Array([...evil.key, ...evil.nonce]) as Bytes }]
        : [message],
    );
    expect(refusal(sam)).toBe("mismatch");
    expect(dana.outcome?.kind).toBe("agreed"); // she holds keys that nobody else has: silence, not a leak
  });

  it("is refused when it flips any single bit of a reveal", async () => {
    for (const bit of [0, 7, 100, 255, 256, 300, 511]) {
      const { sam } = await meet((message) => {
        if (message.kind !== "reveal" || message.from !== DANA.connection) return [message];
        const body = message.body.slice();
        body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return [{ ...message, body }];
      });
      expect(refusal(sam)).toBe("mismatch");
    }
  });

  it("is refused when it replaces a commit", async () => {
    const { dana, sam } = await meet((message) =>
      message.kind === "commit" ? [{ ...message, body: crypto.getRandomValues(new Uint8Array(32)) }] : [message],
    );
    expect([refusal(dana), refusal(sam)]).toEqual(["mismatch", "mismatch"]);
  });

  it("is refused when it sends a second, different commit", async () => {
    const { sam } = await meet((message) =>
      message.kind === "commit" && message.from === DANA.connection
        ? [message, { ...message, body: crypto.getRandomValues(new Uint8Array(32)) }]
        : [message],
    );
    expect(refusal(sam)).toBe("changed");
  });

  it("is refused when a reveal comes before its commit", async () => {
    const held: Message[] = [];
    const { sam } = await meet((message) => {
      if (message.from !== DANA.connection) return [message];
      if (message.kind === "commit") {
        held.push(message);
        return [];
      }
      return [message, ...held];
    });
    expect(refusal(sam)).toBe("early");
  });

  it("cannot make a browser agree with itself", async () => {
    const mirror: Server = (message) => [
      { ...message, from: message.to, to: message.from },
      { ...message, from: message.to, to: message.from },
    ];
    const { dana, sam } = await meet(mirror);
    expect([refusal(dana), refusal(sam)]).toEqual(["reflected", "reflected"]);
  });

  it("gets nothing from replaying another session's or another connection's messages", async () => {
    const [old, first] = await begin(SESSION, { ...DANA, connection: "old" }, SAM, await newOffer());
    expect(old.outcome).toBeNull();
    const [sam] = await begin(SESSION, SAM, DANA, await newOffer());
    for (const message of first) expect(await receive(sam, message)).toEqual([sam, []]);
    const other = await begin("another session", DANA, SAM, await newOffer());
    let [after] = await receive(sam, other[1][0] as Message);
    const body = new Uint8Array([...other[0].offer.key, ...other[0].offer.nonce]);
    [after] = await receive(after, { from: DANA.connection, to: SAM.connection, kind: "reveal", body });
    expect(refusal(after)).toBe("mismatch");
  });

  it.each([0, 1, 31, 33, 63, 65])("is refused with a body of %i bytes", async (length) => {
    for (const kind of ["commit", "reveal"] as const) {
      const [sam] = await begin(SESSION, SAM, DANA, await newOffer());
      const body = new Uint8Array(length);
      const [after] = await receive(sam, { from: DANA.connection, to: SAM.connection, kind, body });
      expect(refusal(after)).toBe("malformed");
    }
  });

  it("is refused with a key that would make the secret known (RFC 7748, low order)", async () => {
    for (const first of [0, 1]) {
      const key = new Uint8Array(32);
      key[0] = first;
      const weak: Offer = { ...(await newOffer()), key };
      const [, commit] = await begin(SESSION, DANA, SAM, weak);
      let [sam] = await begin(SESSION, SAM, DANA, await newOffer());
      [sam] = await receive(sam, commit[0] as Message);
      const body = new Uint8Array([...weak.key, ...weak.nonce]);
      [sam] = await receive(sam, { from: DANA.connection, to: SAM.connection, kind: "reveal", body });
      expect(refusal(sam)).toBe("weak");
    }
  });

  it("never hears a reveal before it has committed for the other side", async () => {
    const { dana, sam } = await meet((message) => (message.from === SAM.connection ? [] : [message]));
    expect(dana.peerCommit).toBeNull();
    expect(dana.outcome).toBeNull();
    expect(sam.outcome).toBeNull();
  });

  it("stays refused whatever follows", async () => {
    const [sam] = await begin(SESSION, SAM, DANA, await newOffer());
    const commit: Message = { from: DANA.connection, to: SAM.connection, kind: "commit", body: new Uint8Array(3) };
    let [after] = await receive(sam, commit);
    [after] = await receive(after, { ...commit, body: new Uint8Array(32).fill(1) });
    expect(refusal(after)).toBe("malformed");
  });
});

describe("the vectors that the Python implementation reads too", () => {
  const bytes = (text: string): Bytes => fromBase64Url(text) ?? new Uint8Array();

  async function fixed(end: (typeof vectors)[number]["lead"]): Promise<Offer> {
    const header = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20];
    const pkcs8 = new Uint8Array([...header, ...bytes(end.secret)]);
    const secret = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "X25519" }, false, ["deriveBits"]);
    return { secret, key: bytes(end.key), nonce: bytes(end.nonce) };
  }

  it.each(vectors)("number $number", async (vector) => {
    const lead: Side = { connection: vector.lead.connection, part: "lead" };
    const member: Side = { connection: vector.member.connection, part: "member" };
    let [dana, first] = await begin(vector.session, lead, member, await fixed(vector.lead));
    let [sam, second] = await begin(vector.session, member, lead, await fixed(vector.member));
    expect(toBase64Url(dana.ownCommit)).toBe(vector.lead.commit);
    expect(toBase64Url(sam.ownCommit)).toBe(vector.member.commit);
    const [toSam, toDana] = [first[0] as Message, second[0] as Message];
    [dana, first] = await receive(dana, toDana);
    [sam, second] = await receive(sam, toSam);
    [dana] = await receive(dana, second[0] as Message);
    [sam] = await receive(sam, first[0] as Message);
    for (const side of [agreed(dana), agreed(sam)]) {
      expect(side.words).toEqual(vector.words);
      expect(await frameKey(side.media.get(lead.connection))).toBe(vector.lead.frame_key);
      expect(await frameKey(side.media.get(member.connection))).toBe(vector.member.frame_key);
    }
  });
});

describe("the words", () => {
  it("are 1,024, plain and distinct", () => {
    expect(WORDS).toHaveLength(1024);
    expect(new Set(WORDS).size).toBe(1024);
    for (const word of WORDS) expect(word).toMatch(/^[a-z]{4,12}$/);
  });

  it("never differ by a single letter, so that one misheard sound is noticed", () => {
    const masks = new Map<string, string>();
    for (const word of WORDS)
      for (let at = 0; at < word.length; at++) {
        const changed = `${word.slice(0, at)}?${word.slice(at + 1)}`;
        expect(masks.get(changed), `${word} and ${masks.get(changed)}`).toBeUndefined();
        masks.set(changed, word);
        expect(WORDS.includes(word.slice(0, at) + word.slice(at + 1)), word).toBe(false);
      }
  });

  it("take ten bits each, most significant first", () => {
    expect(asWords(new Uint8Array([0, 0, 0, 0, 0]))).toEqual([WORDS[0], WORDS[0], WORDS[0], WORDS[0]]);
    expect(asWords(new Uint8Array([255, 255, 255, 255, 255]))).toEqual(Array(4).fill(WORDS[1023]));
    expect(asWords(new Uint8Array([0, 64, 32, 12, 4]))).toEqual([WORDS[1], WORDS[2], WORDS[3], WORDS[4]]);
  });
});
