import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Bootstrap } from "./bootstrap";
import { Capturing } from "./capturing";
import { plan } from "./plan";
import { beginning } from "./state";
import { Store } from "./store";

const blurred = vi.hoisted(() => vi.fn());
vi.mock("./blur", () => ({ blurred }));

/** The part of a track that a phone call changes. */
class Track {
  muted = false;
  readyState: "live" | "ended" = "live";
  onended: (() => void) | null = null;
  constructor(
    readonly kind: "camera" | "microphone",
    readonly device: string,
  ) {}

  stop(): void {
    this.readyState = "ended";
  }

  /** As the system ends it: with an event, which `stop` does not cause. */
  end(): void {
    this.readyState = "ended";
    this.onended?.();
  }
}

type Asked = { video?: { deviceId?: { exact: string } }; audio?: { deviceId?: { exact: string } } };

describe("camera and microphone during a session", () => {
  const devices = Object.assign(new EventTarget(), { getUserMedia: vi.fn(), enumerateDevices: async () => [] });
  let opened: Track[];
  let visibility: "visible" | "hidden";
  let store: Store;
  let capturing: Capturing;

  const see = (how: typeof visibility) => {
    visibility = how;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const now = (kind: Track["kind"]) => store.tracks[kind] as unknown as Track | null;
  const settled = () => vi.waitFor(() => expect([now("camera"), now("microphone")]).not.toContain(null));

  beforeEach(async () => {
    opened = [];
    visibility = "visible";
    devices.getUserMedia.mockReset().mockImplementation(async ({ video, audio }: Asked) => {
      if (visibility === "hidden") throw new DOMException("nobody looks", "NotAllowedError");
      const got: Track[] = [];
      if (video) got.push(new Track("camera", video.deviceId?.exact ?? ""));
      if (audio) got.push(new Track("microphone", audio.deviceId?.exact ?? ""));
      opened.push(...got);
      const of = (kind: Track["kind"]) => got.filter((track) => track.kind === kind);
      return { getTracks: () => got, getVideoTracks: () => of("camera"), getAudioTracks: () => of("microphone") };
    });
    vi.stubGlobal("isSecureContext", true);
    Object.defineProperty(navigator, "mediaDevices", { value: devices, configurable: true });
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
    const facts = {
      session: { state: "live" },
      me: { part: "lead" },
      door: {},
      fallback: {},
      words: {},
    } as unknown as Bootstrap;
    const habits = {
      camera: "",
      microphone: "",
      speaker: "",
      cameraOn: true,
      selfView: true,
      blur: false,
      quiet: false,
    };
    store = new Store(beginning(facts, habits, 0));
    capturing = new Capturing(store);
    await capturing.begin();
    await settled();
  });

  afterEach(() => {
    capturing.close();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it("are opened by one question", () => {
    expect(devices.getUserMedia).toHaveBeenCalledOnce();
  });

  it("come back after a phone call that left them mute", async () => {
    const before = [now("camera"), now("microphone")];
    see("hidden");
    for (const track of before) if (track) track.muted = true;
    see("visible");
    await vi.waitFor(() => expect(opened).toHaveLength(4));
    await settled();
    expect(before.map((track) => track?.readyState)).toEqual(["ended", "ended"]);
    expect([now("camera")?.muted, now("microphone")?.muted]).toEqual([false, false]);
  });

  it("come back after a call that took them away, though the phone refused them while nobody looked", async () => {
    see("hidden");
    now("camera")?.end();
    now("microphone")?.end();
    await vi.waitFor(() =>
      expect([store.state.camera.status, store.state.microphone.status]).toEqual(["refused", "refused"]),
    );
    see("visible");
    await settled();
    expect([store.state.camera.status, store.state.microphone.status]).toEqual(["on", "on"]);
  });

  it("are not asked for again and again when the person refuses them", async () => {
    devices.getUserMedia.mockRejectedValue(new DOMException("no", "NotAllowedError"));
    now("camera")?.end();
    await vi.waitFor(() => expect(store.state.camera.status).toBe("refused"));
    const asked = devices.getUserMedia.mock.calls.length;
    see("hidden");
    see("visible");
    store.dispatch({ type: "ticked", now: 1000 });
    await new Promise((done) => setTimeout(done, 0));
    expect(devices.getUserMedia.mock.calls.length).toBe(asked);
  });

  it("can be exchanged for another: the old one is given back first, as a phone has one camera at a time", async () => {
    const before = now("camera");
    store.dispatch({ type: "deviceChosen", device: "camera", id: "other" });
    expect(before?.readyState).toBe("ended");
    await vi.waitFor(() => expect(now("camera")?.device).toBe("other"));
    expect(now("microphone")?.readyState).toBe("live");
  });

  it("give way to what is left when one is unplugged", async () => {
    const before = now("microphone");
    before?.end();
    await vi.waitFor(() => expect(now("microphone")?.readyState).toBe("live"));
    expect(now("microphone")).not.toBe(before);
  });

  describe("with what is behind a person blurred", () => {
    /** Every camera track that anybody could have seen since blur was asked for. */
    let seen: unknown[];
    let begun: { weight: number; tell: (news: number | "too slow") => void; track: Track; stopped: boolean }[];

    const blur = (to: "starting" | "off") => store.dispatch({ type: "effectChanged", effect: "blur", to });
    const plain = () => seen.filter((track) => opened.includes(track as Track));

    beforeEach(() => {
      seen = [];
      begun = [];
      blurred.mockReset().mockImplementation(async (_raw, weight, tell) => {
        expect(begun.every(({ stopped }) => stopped)).toBe(true); // two at once is what it cannot do
        const one = { weight, tell, track: new Track("camera", `blurred ${weight}`), stopped: false };
        begun.push(one);
        return {
          track: one.track,
          stop: async () => {
            one.stopped = true;
          },
        };
      });
      store.watch(() => store.tracks.camera && seen.push(store.tracks.camera));
    });

    it("covers the room at once, not only when it works", async () => {
      let ready: (treated: object) => void = () => undefined;
      blurred.mockReturnValue(
        new Promise((done) => {
          ready = done;
        }),
      );
      blur("starting");
      await vi.waitFor(() => expect(now("camera")).toBeNull());
      ready({ track: new Track("camera", "blurred"), stop: async () => undefined });
      await vi.waitFor(() => expect(now("camera")?.device).toBe("blurred"));
      expect(plain()).toEqual([]);
    });

    it("gets lighter when the machine is slow, and shows the room at no moment", async () => {
      blur("starting");
      await vi.waitFor(() => expect(now("camera")?.device).toBe("blurred 0"));
      begun[0]?.tell(2);
      await vi.waitFor(() => expect(now("camera")?.device).toBe("blurred 2"));
      expect(store.state.blur).toBe("on");
      expect(plain()).toEqual([]);
    });

    it.each(["slow", "failed"] as const)("takes the camera away and asks when it is %s", async (how) => {
      if (how === "failed") blurred.mockRejectedValue(new Error("no"));
      vi.spyOn(console, "warn").mockImplementation(() => undefined);
      blur("starting");
      if (how === "slow") {
        await vi.waitFor(() => expect(store.state.blur).toBe("on"));
        begun[0]?.tell("too slow");
      }
      await vi.waitFor(() => expect([store.state.blur, store.state.camera.status]).toEqual([how, "off"]));
      expect([now("camera"), plain(), opened.at(0)?.readyState]).toEqual([null, [], "ended"]);
      expect(now("microphone")?.readyState).toBe("live");
      // Nothing opens it again until the person says so.
      see("hidden");
      see("visible");
      store.dispatch({ type: "wantChanged", device: "camera", wanted: true });
      expect(plan(store.state).camera).toBe(false);
      blur("off");
      await vi.waitFor(() => expect(now("camera")?.device).toBe(""));
    });

    it("begins anew at the full picture after it was switched off", async () => {
      blur("starting");
      await vi.waitFor(() => expect(now("camera")?.device).toBe("blurred 0"));
      begun[0]?.tell(1);
      await vi.waitFor(() => expect(now("camera")?.device).toBe("blurred 1"));
      blur("off");
      await vi.waitFor(() => expect(now("camera")).toBe(opened[0]));
      blur("starting");
      await vi.waitFor(() => expect(now("camera")?.device).toBe("blurred 0"));
    });
  });
});
