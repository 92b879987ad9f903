// @vitest-environment node
/// <reference types="node" />
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runInThisContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { guard, type Scope } from "./workerguard";

const LIBRARY = readFileSync(
  resolve(import.meta.dirname, "../node_modules/livekit-client/dist/livekit-client.e2ee.worker.mjs"),
  "utf8",
);

/** A worker's global scope, in this thread: what livekit-client's worker needs of it, and who listens. */
function scope() {
  const listeners: ((event: MessageEvent) => void)[] = [];
  const said: { kind: string; data: { participantIdentity?: string; enabled?: boolean } }[] = [];
  const self = globalThis as unknown as Scope & { self?: unknown };
  self.self = globalThis;
  self.onmessage = null;
  self.addEventListener = (type, listener) => {
    if (type === "message") listeners.push(listener as never);
  };
  self.postMessage = (message) => said.push(message as never);
  return {
    said,
    send(kind: string, data: object) {
      const event = new MessageEvent("message", { data: { kind, data } });
      let stopped = false;
      event.stopImmediatePropagation = () => {
        stopped = true;
      };
      for (const listener of listeners) listener(event);
      if (!stopped) self.onmessage?.call(self as never, event);
    },
  };
}

/** The library's own worker, with or without our guard before it. */
function mediaWorker(guarded: boolean) {
  const worker = scope();
  if (guarded) guard(globalThis as unknown as Scope);
  runInThisContext(`(() => {${LIBRARY}\n})()`); // afresh each time: it keeps its keys in its module
  const keyProviderOptions = {
    sharedKey: false,
    ratchetWindowSize: 0,
    failureTolerance: -1,
    keyringSize: 16,
    keySize: 256,
    ratchetSalt: "x",
  };
  worker.send("init", { keyProviderOptions, loglevel: 5 });
  return worker;
}

type Worker = ReturnType<typeof mediaWorker>;

async function key(byte: number): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new Uint8Array(32).fill(byte), "HKDF", false, ["deriveBits", "deriveKey"]);
}

const voice = (text: string) => ({
  data: new TextEncoder().encode(`T${text}`).buffer,
  timestamp: 1,
  getMetadata: () => ({ payloadType: 111, synchronizationSource: 7, contributingSources: [] }),
});
type Frame = ReturnType<typeof voice>;

/** Sends frames through the worker and returns what comes out of it. */
async function through(
  worker: Worker,
  kind: "encode" | "decode",
  participantIdentity: string,
  frames: Frame[],
): Promise<Frame[]> {
  const out: Frame[] = [];
  const readableStream = new ReadableStream<Frame>({
    start(controller) {
      for (const frame of frames) controller.enqueue(frame);
      controller.close();
    },
  });
  let ended: () => void = () => undefined;
  const end = new Promise<void>((done) => {
    ended = done;
  });
  const writableStream = new WritableStream<Frame>({ write: (frame) => void out.push(frame), close: () => ended() });
  worker.send(kind, {
    participantIdentity,
    trackId: `${kind} ${participantIdentity}`,
    readableStream,
    writableStream,
    hasPacketTrailer: false,
  });
  await end;
  return out;
}

const texts = (frames: Frame[]) => frames.map((frame) => new TextDecoder().decode(frame.data));
const three = () => [voice("hello"), voice("how are"), voice("you today")];

describe("the library alone", () => {
  it("plays plaintext when the server says so: the hole we close", async () => {
    const worker = mediaWorker(false);
    worker.send("enable", { participantIdentity: "dana", enabled: false });
    worker.send("setKey", {
      participantIdentity: "dana",
      key: await key(1),
      keyIndex: 0,
      updateCurrentKeyIndex: true,
      isPublisher: false,
    });
    expect(texts(await through(worker, "decode", "dana", three()))).toEqual(["Thello", "Thow are", "Tyou today"]);
  });

  it("sends plaintext under a name the server made up", async () => {
    const worker = mediaWorker(false);
    worker.send("enable", { participantIdentity: "sam", enabled: true });
    expect(texts(await through(worker, "encode", "renamed", three()))).toEqual(["Thello", "Thow are", "Tyou today"]);
  });
});

describe("behind our guard", () => {
  it("plays nothing that is not encrypted, whatever the server says", async () => {
    const worker = mediaWorker(true);
    worker.send("setKey", {
      participantIdentity: "dana",
      key: await key(1),
      keyIndex: 0,
      updateCurrentKeyIndex: true,
      isPublisher: false,
    });
    worker.send("enable", { participantIdentity: "dana", enabled: false });
    expect(await through(worker, "decode", "dana", three())).toEqual([]);
  });

  it("sends nothing under a name without a key", async () => {
    const worker = mediaWorker(true);
    worker.send("enable", { participantIdentity: "sam", enabled: true });
    expect(await through(worker, "encode", "renamed", three())).toEqual([]);
  });

  it("keeps decrypting a track that the server detaches", async () => {
    const worker = mediaWorker(true);
    worker.send("enable", { participantIdentity: "dana", enabled: true });
    let give: (frame: Frame) => void = () => undefined;
    const out: Frame[] = [];
    const readableStream = new ReadableStream<Frame>({
      start(controller) {
        give = (frame) => controller.enqueue(frame);
      },
    });
    const writableStream = new WritableStream<Frame>({ write: (frame) => void out.push(frame) });
    worker.send("decode", {
      participantIdentity: "dana",
      trackId: "t",
      readableStream,
      writableStream,
      hasPacketTrailer: false,
    });
    worker.send("removeTransform", { participantIdentity: "dana", trackId: "t" });
    for (const frame of three()) give(frame);
    await new Promise((done) => setTimeout(done, 20));
    expect(out).toEqual([]);
  });

  it("encrypts so that only the same key opens it", async () => {
    const sending = mediaWorker(true);
    sending.send("setKey", {
      participantIdentity: "sam",
      key: await key(1),
      keyIndex: 0,
      updateCurrentKeyIndex: true,
      isPublisher: true,
    });
    const sealed = await through(sending, "encode", "sam", three());
    expect(sealed).toHaveLength(3);
    for (const frame of sealed) expect(new TextDecoder().decode(frame.data)).not.toContain("hello");
    const copies = () => sealed.map((frame) => ({ ...frame, data: frame.data.slice(0) }));

    const right = mediaWorker(true);
    right.send("setKey", {
      participantIdentity: "sam",
      key: await key(1),
      keyIndex: 0,
      updateCurrentKeyIndex: true,
      isPublisher: false,
    });
    expect(texts(await through(right, "decode", "sam", copies()))).toEqual(["Thello", "Thow are", "Tyou today"]);

    const wrong = mediaWorker(true);
    wrong.send("setKey", {
      participantIdentity: "sam",
      key: await key(2),
      keyIndex: 0,
      updateCurrentKeyIndex: true,
      isPublisher: false,
    });
    expect(await through(wrong, "decode", "sam", copies())).toEqual([]);
  });

  it("does not answer for what only the guard asked", async () => {
    const worker = mediaWorker(true);
    worker.send("setKey", {
      participantIdentity: "dana",
      key: await key(1),
      keyIndex: 0,
      updateCurrentKeyIndex: true,
      isPublisher: false,
    });
    worker.send("enable", { participantIdentity: "dana", enabled: true });
    await new Promise((done) => setTimeout(done, 20));
    expect(worker.said.filter(({ kind }) => kind === "enable")).toHaveLength(1);
  });
});
