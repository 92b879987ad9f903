import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { quieted } from "./quiet";

vi.mock("./quiet.worklet.ts?worker&url", () => ({ default: "quiet.worklet.js" }));

class Context extends EventTarget {
  static last: Context;
  state = "running";
  resume = vi.fn(async () => undefined);
  close = vi.fn(async () => undefined);
  audioWorklet = { addModule: async () => undefined };
  constructor() {
    super();
    Context.last = this;
  }

  createMediaStreamSource() {
    return { connect: (next: unknown) => next };
  }

  becomes(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class WorkletNode {
  port = {
    postMessage: vi.fn(),
    set onmessage(tell: (event: { data: string }) => void) {
      queueMicrotask(() => tell({ data: "ready" }));
    },
  };
  connect = (next: unknown) => next;
}

class Destination {
  stream = { getAudioTracks: () => [{ stop: vi.fn() }] };
}

describe("noise suppression after the system interrupted it", () => {
  let visibility: "visible" | "hidden";

  beforeEach(() => {
    visibility = "visible";
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
    vi.stubGlobal("AudioContext", Context);
    vi.stubGlobal("AudioWorkletNode", WorkletNode);
    vi.stubGlobal("MediaStreamAudioDestinationNode", Destination);
    vi.stubGlobal("MediaStream", class {});
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const begin = async () => {
    const treated = await quieted({} as MediaStreamTrack);
    Context.last.resume.mockClear();
    return { treated, context: Context.last };
  };

  it("wakes when its state changes while somebody looks", async () => {
    const { context } = await begin();
    context.becomes("interrupted");
    expect(context.resume).toHaveBeenCalledTimes(1);
    context.becomes("running");
    expect(context.resume).toHaveBeenCalledTimes(1);
  });

  it("wakes when the page is seen again", async () => {
    const { context } = await begin();
    visibility = "hidden";
    context.becomes("interrupted");
    expect(context.resume).not.toHaveBeenCalled();
    visibility = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    expect(context.resume).toHaveBeenCalledTimes(1);
  });

  it("sleeps on once it was stopped", async () => {
    const { treated, context } = await begin();
    await treated.stop();
    context.becomes("suspended");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(context.resume).not.toHaveBeenCalled();
  });
});
