// @vitest-environment node
import { describe, expect, it, vi } from "vitest";
import type { Message } from "./keys";
import type { KeyNews } from "./keysource";
import { PairKeySource } from "./pairing";

/** For what must not happen; what must is awaited. */
const settle = () => new Promise((done) => setTimeout(done, 50));

/** Two key sources and an honest server that keeps everything, as ours does, and replays it on request. */
function house() {
  const kept: Message[] = [];
  const sources = new Map<string, PairKeySource>();
  const news = new Map<string, KeyNews[]>();
  const open = (connection: string, part: "lead" | "member") => {
    news.set(connection, []);
    const source = new PairKeySource({
      session: "s",
      connection,
      part,
      send: async (message) => {
        kept.push(message);
        sources.get(message.to)?.take([message]);
        return true;
      },
      tell: (said) => news.get(connection)?.push(said),
    });
    sources.set(connection, source);
    return source;
  };
  const last = (connection: string) => news.get(connection)?.at(-1);
  const words = (connection: string) => {
    const said = last(connection);
    return said?.kind === "ready" ? said.words.join(" ") : said?.kind;
  };
  /** Both have words, the same ones. */
  const agreed = (one: string, other: string) =>
    vi.waitFor(() => {
      expect(words(one)).toMatch(/^\w+ \w+ \w+ \w+$/);
      expect(words(other)).toBe(words(one));
    });
  return { open, last, words, agreed, kept, sources };
}

describe("two connections", () => {
  it("agree when both know of each other", async () => {
    const { open, agreed } = house();
    open("dana", "lead").meet("sam");
    open("sam", "member").meet("dana");
    await agreed("dana", "sam");
  });

  it("agree though one hears the other's first message before knowing them", async () => {
    const { open, agreed, kept } = house();
    const dana = open("dana", "lead");
    dana.meet("sam");
    await vi.waitFor(() => expect(kept).toHaveLength(1));
    const sam = open("sam", "member");
    sam.take(kept);
    await settle();
    sam.meet("dana");
    await agreed("dana", "sam");
  });

  it("agree from the server's list in any order, said twice", async () => {
    const { open, agreed, kept, sources } = house();
    const dana = open("dana", "lead");
    const sam = open("sam", "member");
    dana.meet("sam");
    sources.delete("sam");
    sam.meet("dana");
    const replay = setInterval(() => {
      sam.take([...kept].reverse());
      dana.take([...kept, ...kept]);
    }, 5);
    await agreed("dana", "sam");
    clearInterval(replay);
  });

  it("get new keys and new words when one of them loads the page again", async () => {
    const { open, words, agreed, last } = house();
    const dana = open("dana", "lead");
    dana.meet("sam");
    open("sam", "member").meet("dana");
    await agreed("dana", "sam");
    const before = words("dana");
    open("sam again", "member").meet("dana");
    dana.meet("sam again");
    await agreed("dana", "sam again");
    expect(words("dana")).not.toBe(before);
    const said = last("dana");
    expect(said?.kind === "ready" && [...said.keys.bySender.keys()].sort()).toEqual(["dana", "sam again"]);
    expect(said?.kind === "ready" && said.keys.epoch).toBe(2);
  });

  it("say when nobody is there any more, and nothing after they were stopped", async () => {
    const { open, last, words } = house();
    const dana = open("dana", "lead");
    dana.meet("sam");
    dana.meet(null);
    expect(last("dana")).toEqual({ kind: "none" });
    dana.stop();
    dana.meet("sam");
    await settle();
    expect(words("dana")).not.toMatch(/ /);
  });

  it("say why they refuse", async () => {
    const { open, last } = house();
    const dana = open("dana", "lead");
    dana.meet("sam");
    dana.take([{ from: "sam", to: "dana", kind: "reveal", body: new Uint8Array(64) }]);
    await vi.waitFor(() => expect(last("dana")).toEqual({ kind: "refused", why: "early" }));
  });
});
