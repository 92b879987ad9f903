import { describe, expect, it } from "vitest";
import { allowWord, encryptsLayers } from "./browser";
import { fields, fromBase64Url, toBase64Url } from "./bytes";
import { statusOf } from "./capture";
import { afterKey, nearest } from "./corners";
import { fitted } from "./layers";
import { isBroken, isInterrupted, isPoor, isSealed, KEEP, pauseBefore, remember, type Sample } from "./link";
import { pieces } from "./links";
import { doorDraft, habits, keep, lastRead, place, recall } from "./memory";
import type { Effect, RoomState } from "./model";
import { GIVE_UP_AFTER, nextTry } from "./patience";
import { Reblocker } from "./reblock";
import { loudness } from "./sound";
import { fill } from "./words";

describe("links in what somebody writes", () => {
  const hrefs = (text: string) => pieces(text).flatMap((piece) => (piece.href ? [piece.href] : []));
  const whole = (text: string) =>
    pieces(text)
      .map((piece) => piece.text)
      .join("");

  it.each([
    ["see https://example.org/a.", "https://example.org/a"],
    ["(https://example.org/a)", "https://example.org/a"],
    ["https://example.org/wiki/Rest_(music)", "https://example.org/wiki/Rest_(music)"],
    ["https://example.org/?q=a&b=c, then", "https://example.org/?q=a&b=c"],
    ["HTTP://EXAMPLE.ORG", "http://example.org/"],
  ])("finds the one in %s", (text, href) => {
    expect(hrefs(text)).toEqual([href]);
    expect(whole(text)).toBe(text);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://bank.example@evil.example/",
    "https://",
    "ftp://example.org",
    "no link at all",
    "xhttps://example.org",
  ])("makes none of %s", (text) => {
    expect(hrefs(text)).toEqual([]);
    expect(whole(text)).toBe(text);
  });

  it("never gives anything but http and https, and never loses a letter", () => {
    const parts = [
      "https://a.example/x",
      "javascript:x",
      " ",
      "\n",
      "<b>",
      '"',
      "(",
      ")",
      "é",
      "http://b.example.",
      "https://c:d@e",
    ];
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: 6 }, (_, at) => parts[(round * 7 + at * (round % 5) + at) % parts.length]).join(
        "",
      );
      expect(whole(text)).toBe(text);
      for (const href of hrefs(text)) {
        const { protocol, username, password } = new URL(href);
        expect([protocol.replace("s", ""), username, password]).toEqual(["http:", "", ""]);
      }
    }
  });
});

describe("the sizes a camera is sent in", () => {
  const layers = [
    { rid: "q", scaleResolutionDownBy: 4 },
    { rid: "h", scaleResolutionDownBy: 1 },
  ];

  it("follow the picture: a small one is not made smaller still", () => {
    expect(fitted(layers, 180)?.map((layer) => layer.scaleResolutionDownBy)).toEqual([1, 1]);
    expect(fitted(layers, 90)?.[0]?.scaleResolutionDownBy).toBe(1);
    expect(fitted(layers, 270)?.[0]).toEqual({ rid: "q", scaleResolutionDownBy: 1.5 });
  });

  it("are left alone when they fit, and where there is only one", () => {
    expect(fitted(layers, 720)).toBeNull();
    expect(fitted(layers.slice(1), 180)).toBeNull();
  });
});

describe("the line", () => {
  const good: Sample = {
    audioPackets: 0,
    audioLost: 0,
    videoPackets: 0,
    videoFrames: 0,
    outgoing: 2_000_000,
    lost: 0,
    roundTrip: 0.05,
  };
  const run = (count: number, make: (second: number) => Partial<Sample>) =>
    Array.from({ length: count }, (_, at) => ({ ...good, ...make(at) })).reduce<readonly Sample[]>(remember, []);

  it("remembers the last readings only", () => {
    expect(run(KEEP + 9, (at) => ({ audioPackets: at })).map((sample) => sample.audioPackets)).toEqual(
      Array.from({ length: KEEP }, (_, at) => at + 9),
    );
  });

  it("is interrupted after three seconds without anything, and no sooner", () => {
    const expected = { audio: true, video: true };
    expect(
      isInterrupted(
        run(3, () => ({})),
        expected,
      ),
    ).toBe(false);
    expect(
      isInterrupted(
        run(4, () => ({})),
        expected,
      ),
    ).toBe(true);
    expect(
      isInterrupted(
        run(9, (at) => ({ audioPackets: Math.min(at, 5) })),
        expected,
      ),
    ).toBe(true);
    expect(
      isInterrupted(
        run(9, (at) => ({ audioPackets: at })),
        expected,
      ),
    ).toBe(false);
    expect(
      isInterrupted(
        run(9, (at) => ({ videoPackets: at })),
        expected,
      ),
    ).toBe(false);
  });

  it("is not interrupted by counters that begin again after a reconnect", () => {
    const again = run(9, (at) => ({ audioPackets: at < 6 ? 5000 + at * 50 : (at - 5) * 50 }));
    expect(isInterrupted(again, { audio: true, video: true })).toBe(false);
  });

  it("is not interrupted by silence that was asked for", () => {
    expect(
      isInterrupted(
        run(9, () => ({})),
        { audio: false, video: false },
      ),
    ).toBe(false);
  });

  it("is sealed when pictures come and none opens", () => {
    expect(
      isSealed(
        run(6, (at) => ({ videoPackets: at * 10 })),
        { video: true },
      ),
    ).toBe(true);
    expect(
      isSealed(
        run(6, (at) => ({ videoPackets: at * 10, videoFrames: at })),
        { video: true },
      ),
    ).toBe(false);
    expect(
      isSealed(
        run(6, () => ({})),
        { video: true },
      ),
    ).toBe(false);
  });

  it("is poor when it stays bad, not when it dips", () => {
    const bad: Partial<Sample>[] = [{ outgoing: 60_000 }, { lost: 0.4 }, { roundTrip: 2 }];
    for (const how of bad) {
      expect(isPoor(run(8, () => how))).toBe(true);
      expect(isPoor(run(8, (at) => (at % 2 ? how : {})))).toBe(false);
      expect(isPoor(run(5, () => how))).toBe(false);
    }
    expect(isPoor(run(8, () => ({ outgoing: null, lost: null, roundTrip: null })))).toBe(false);
  });

  it("is broken when a tenth of the voice is missing, second after second", () => {
    const voice = (share: number, seconds = 9) =>
      run(seconds, (at) => ({ audioPackets: at * 50 * (1 - share), audioLost: at * 50 * share }));
    expect(isBroken(voice(0.2))).toBe(true);
    expect(isBroken(voice(0.05))).toBe(false);
    expect(isBroken(voice(0.2, 6))).toBe(false);
    expect(isBroken(run(9, (at) => ({ audioPackets: at * 50, audioLost: at > 4 ? 40 : 0 })))).toBe(false);
    expect(isBroken(run(9, () => ({ audioPackets: null, audioLost: null })))).toBe(false);
  });

  it("is tried again after 20 s, then less and less often, at least every two minutes", () => {
    expect([1, 2, 3, 4, 9].map(pauseBefore)).toEqual([20_000, 40_000, 80_000, 120_000, 120_000]);
  });
});

describe("patience", () => {
  it("begins at once and keeps trying for half an hour", () => {
    expect(nextTry(0, 0, 0.5)).toBe(0);
    expect(nextTry(1, 100, 0.5)).toBe(100);
    expect(nextTry(500, GIVE_UP_AFTER - 1, 1)).toBe(3750);
    expect(nextTry(3, GIVE_UP_AFTER + 1, 0.5)).toBeNull();
  });

  it("never makes anybody wait longer than four seconds between tries, and reaches 3 s within ten", () => {
    for (let tries = 0; tries < 200; tries++)
      for (const dice of [0, 0.3, 1]) {
        const wait = nextTry(tries, 1000, dice) ?? Number.NaN;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(4000);
      }
  });
});

describe("small things", () => {
  it("moves the own picture by arrow keys and to the nearest corner", () => {
    expect(afterKey("bottom-right", "ArrowUp")).toBe("top-right");
    expect(afterKey("top-right", "ArrowLeft")).toBe("top-left");
    expect(afterKey("top-left", "ArrowLeft")).toBe("top-left");
    expect(afterKey("top-left", "a")).toBe("top-left");
    expect(nearest(10, 10, 800, 600)).toBe("top-left");
    expect(nearest(700, 500, 800, 600)).toBe("bottom-right");
  });

  it("explains how to allow a camera in this browser", () => {
    const chrome =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
    expect(allowWord(chrome, 0)).toBe("allow_chrome");
    expect(allowWord(chrome.replace("X11; Linux x86_64", "Linux; Android 15"), 5)).toBe("allow_android");
    expect(allowWord("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", 0)).toBe(
      "allow_firefox",
    );
    const safari =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15";
    expect(allowWord(safari, 0)).toBe("allow_safari");
    expect(allowWord(safari, 5)).toBe("allow_ios"); // an iPad says it is a Mac
  });

  it("sends one size where several cannot be encrypted", () => {
    const safari = (version: string) =>
      `Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Safari/605.1.15`;
    expect(["16.6", "17.1", "17.2", "18.0"].map((version) => encryptsLayers(safari(version)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(encryptsLayers("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36")).toBe(true);
  });

  it("tells apart why a camera does not come", () => {
    expect(statusOf(new DOMException("", "NotAllowedError"))).toBe("refused");
    expect(statusOf(new DOMException("", "NotReadableError"))).toBe("busy");
    expect(statusOf(new DOMException("", "NotFoundError"))).toBe("absent");
    expect(statusOf(new TypeError("x"))).toBe("absent");
  });

  it("remembers habits, and is as usual when storage is full, refused or nonsense", () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const usual = recall(storage);
    keep(storage, { ...usual, blur: true, camera: "c1" });
    expect(recall(storage)).toEqual({ ...usual, blur: true, camera: "c1" });
    for (const nonsense of ["{", "[]", "null", '{"blur":"yes","camera":7}']) {
      kept.set("freehold-room", nonsense);
      expect(recall(storage)).toEqual(usual);
    }
    const refused = {
      getItem: (): string | null => {
        throw new DOMException("", "SecurityError");
      },
      setItem: () => {
        throw new DOMException("", "QuotaExceededError");
      },
      removeItem: () => undefined,
    };
    expect(recall(refused)).toEqual(usual);
    keep(refused, usual);
    place.set(refused, "s");
    expect(place.isIn(refused, "s")).toBe(false);
    place.set(storage, "s");
    expect([place.isIn(storage, "s"), place.isIn(storage, "t")]).toEqual([true, false]);
    place.set(storage, null);
    expect(place.isIn(storage, "s")).toBe(false);
    lastRead.set(storage, "s", "line");
    expect([lastRead.of(storage, "s"), lastRead.of(storage, "t")]).toEqual(["line", null]);
    lastRead.set(refused, "s", "line");
    expect(lastRead.of(refused, "s")).toBeNull();
    const form = {
      location: "Hudson",
      callback: "",
      emergency_name: "",
      emergency_phone: "",
      alone: true,
      who_else: "",
      headphones: false,
      consent: false,
    };
    doorDraft.set(storage, "sam", "s", form, 7);
    expect(doorDraft.of(storage, "sam", "s")).toEqual(form);
    expect([doorDraft.of(storage, "ravi", "s"), doorDraft.of(storage, "sam", "t")]).toEqual([{}, {}]);
    doorDraft.set(refused, "sam", "s", form, 7);
    expect(doorDraft.of(refused, "sam", "s")).toEqual({});
    doorDraft.set(storage, "sam", "s", null, 8);
    expect(doorDraft.of(storage, "sam", "s")).toEqual({});
  });

  it("goes on wishing for a blur that did not work: the next page does not show the room", () => {
    const state = (blur: Effect) =>
      ({
        devices: { chosen: { camera: "", microphone: "", speaker: "" } },
        camera: { wanted: true },
        selfView: true,
        blur,
        quiet: "off",
      }) as unknown as RoomState;
    for (const blur of ["starting", "on", "slow", "failed"] as const) expect(habits(state(blur)).blur).toBe(true);
    expect(habits(state("off")).blur).toBe(false);
  });

  it("cuts sound into blocks and back without losing or swapping a sample", () => {
    for (const [piece, block] of [
      [128, 480],
      [480, 480],
      [100, 7],
      [7, 100],
    ] as const) {
      const sizes: number[] = [];
      const blocks = new Reblocker(block, (samples) => sizes.push(samples.length));
      const heard: number[] = [];
      for (let at = 0; at < 60; at++) {
        const output = new Float32Array(piece).fill(-1);
        blocks.pass(
          Float32Array.from({ length: piece }, (_, sample) => at * piece + sample),
          output,
        );
        heard.push(...output);
      }
      const first = heard.findIndex((sample) => sample >= 0);
      const sound = heard.slice(first);
      expect(sound).toEqual(sound.map((_, at) => at));
      expect(first).toBeLessThan(block + 2 * piece);
      expect(new Set(sizes)).toEqual(new Set([block]));
    }
  });

  it("hears loudness as ears do", () => {
    expect([loudness(0), loudness(1e-6), loudness(0.1), loudness(1)]).toEqual([0, 0, 1, 1]);
    expect(loudness(1e-3)).toBeCloseTo(0.6);
  });

  it("carries bytes as base64url and keeps fields apart", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    expect(toBase64Url(bytes)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(fromBase64Url("a b")).toBeNull();
    expect(fromBase64Url("a")).toBeNull();
    expect(toBase64Url(fields("ab", "c"))).not.toBe(toBase64Url(fields("a", "bc")));
  });

  it("fills the places of a sentence and leaves unknown ones to be seen", () => {
    expect(fill("{name} will call you on {phone}.", { name: "Dana", phone: "1 {name}" })).toBe(
      "Dana will call you on 1 {name}.",
    );
    expect(fill("{what}", {})).toBe("{what}");
  });
});
