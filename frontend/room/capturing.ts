/** Keeps camera and microphone as the plan wants them, through refusals, unplugged headsets and phone calls. */

import type { Treated } from "./blur";
import { findDevices, type Got, openBoth, openDevice, openScreen } from "./capture";
import type { Effect } from "./model";
import { plan } from "./plan";
import type { Store } from "./store";

type Kind = "camera" | "microphone";
const EFFECT = { camera: "blur", microphone: "quiet" } as const;
interface Hand {
  raw: MediaStreamTrack | null;
  treated: Treated | null;
  /** How light the blur has become on this machine (`blurpace.ts`). */
  weight: number;
  /** The choice that `raw` was opened with, or that failed. */
  chosen: string | null;
  /** It was asked for while nobody saw the page, which phones refuse whatever the person allows. */
  unseen: boolean;
  settling: boolean;
  again: boolean;
}

const hand = (): Hand => ({
  raw: null,
  treated: null,
  weight: 0,
  chosen: null,
  unseen: false,
  settling: false,
  again: false,
});
const isSeen = (): boolean => document.visibilityState === "visible";

export class Capturing {
  private readonly hands: Record<Kind, Hand> = { camera: hand(), microphone: hand() };
  private readonly stops: (() => void)[] = [];

  constructor(private readonly store: Store) {
    const changed = () => void this.devicesChanged();
    navigator.mediaDevices?.addEventListener("devicechange", changed);
    const seen = () => isSeen() && this.recover();
    document.addEventListener("visibilitychange", seen);
    this.stops.push(
      () => navigator.mediaDevices?.removeEventListener("devicechange", changed),
      () => document.removeEventListener("visibilitychange", seen),
      store.watch(() => this.reconcile()),
    );
  }

  /** The first question: both at once, so that the browser asks once. */
  async begin(): Promise<void> {
    const { camera, microphone, devices } = this.store.state;
    if (camera.wanted && microphone.wanted) {
      // Both are taken in hand before anybody is told: a watcher would else ask for the second one alone.
      this.hands.camera.settling = this.hands.microphone.settling = true;
      for (const kind of ["camera", "microphone"] as const)
        this.store.dispatch({ type: "captureChanged", device: kind, status: "asking" });
      const got = await openBoth(devices.chosen);
      for (const kind of ["camera", "microphone"] as const) {
        this.hands[kind].settling = false;
        this.take(kind, devices.chosen[kind], got[kind]);
      }
    }
    this.store.dispatch({ type: "devicesFound", found: await findDevices() });
    this.reconcile();
  }

  /** A person changed a permission or plugged something in and asks again. */
  retry(kind: Kind): void {
    const held = this.hands[kind];
    if (!held.raw) held.chosen = null;
    this.store.dispatch({ type: "wantChanged", device: kind, wanted: true });
    void this.settle(kind);
  }

  async toggleScreen(): Promise<void> {
    const { screen } = this.store.tracks;
    if (screen) {
      screen.stop();
      this.endScreen();
      return;
    }
    const track = await openScreen();
    if (!track) return;
    track.onended = () => this.endScreen(); // the browser's own "stop sharing"
    this.store.setTracks({ screen: track });
    this.store.dispatch({ type: "sharingChanged", on: true });
  }

  close(): void {
    for (const stop of this.stops) stop();
    for (const kind of ["camera", "microphone"] as const) void this.release(kind);
    this.store.tracks.screen?.stop();
  }

  private endScreen(): void {
    this.store.setTracks({ screen: null });
    this.store.dispatch({ type: "sharingChanged", on: false });
  }

  private reconcile(): void {
    void this.settle("camera");
    void this.settle("microphone");
    if (this.store.state.phase === "over" && this.store.tracks.screen) {
      this.store.tracks.screen.stop();
      this.endScreen();
    }
  }

  /** One change at a time per device; a wish that comes meanwhile is looked at afterwards. */
  private async settle(kind: Kind): Promise<void> {
    const held = this.hands[kind];
    if (held.settling) {
      held.again = true;
      return;
    }
    held.settling = true;
    try {
      do {
        held.again = false;
        await this.step(kind);
      } while (held.again);
    } finally {
      held.settling = false;
    }
  }

  private async step(kind: Kind): Promise<void> {
    const held = this.hands[kind];
    const { state } = this.store;
    const chosen = state.devices.chosen[kind];
    if (!plan(state)[kind]) {
      if (held.raw) await this.release(kind);
      if (held.chosen !== null) held.chosen = null;
      if (state[kind].status !== "off") this.store.dispatch({ type: "captureChanged", device: kind, status: "off" });
      return;
    }
    if (held.chosen !== chosen) {
      const before = held.raw;
      if (!before) this.store.dispatch({ type: "captureChanged", device: kind, status: "asking" });
      // A phone has one camera at a time: the old one must go before the new one comes.
      if (before) await this.release(kind);
      held.chosen = chosen;
      held.unseen = !isSeen();
      this.take(kind, chosen, await openDevice(kind, chosen));
      if (held.unseen && isSeen()) this.recover();
      this.store.dispatch({ type: "devicesFound", found: await findDevices() });
    }
    if (held.raw) await this.treat(kind, held.raw);
  }

  private take(kind: Kind, chosen: string, got: Got): void {
    const held = this.hands[kind];
    held.chosen = chosen;
    if (got.status === "on") {
      held.raw = got.track;
      got.track.onended = () => this.lose(kind, got.track);
      // What was asked to be blurred is never shown plain, not even while the blur loads.
      if (!this.isWanted(EFFECT[kind]) || kind === "microphone") this.store.setTracks({ [kind]: got.track });
    }
    this.store.dispatch({ type: "captureChanged", device: kind, status: got.status });
  }

  private isWanted(effect: "blur" | "quiet"): boolean {
    const is: Effect = this.store.state[effect];
    return is === "starting" || is === "on";
  }

  private async treat(kind: Kind, raw: MediaStreamTrack): Promise<void> {
    const held = this.hands[kind];
    const effect = EFFECT[kind];
    if (!this.isWanted(effect)) {
      this.store.setTracks({ [kind]: raw });
      const done = held.treated;
      held.treated = null;
      held.weight = 0;
      await done?.stop();
      return;
    }
    if (held.treated) return;
    if (kind === "camera") this.store.setTracks({ camera: null }); // covered from now on, not from when it works
    if (this.store.state[effect] !== "starting") this.store.dispatch({ type: "effectChanged", effect, to: "starting" });
    try {
      const treated = await this.begun(kind, raw);
      if (held.raw !== raw || !this.isWanted(effect)) {
        await treated.stop();
        held.again = true;
        return;
      }
      held.treated = treated;
      this.store.setTracks({ [kind]: treated.track });
      this.store.dispatch({ type: "effectChanged", effect, to: "on" });
    } catch (error) {
      console.warn(`the ${effect} could not start`, error);
      this.store.dispatch({ type: "effectChanged", effect, to: "failed" });
      if (kind === "microphone") this.store.setTracks({ microphone: raw });
      else held.again = true; // the plan now wants no camera
    }
  }

  private async begun(kind: Kind, raw: MediaStreamTrack): Promise<Treated> {
    if (kind === "microphone") return (await import("./quiet")).quieted(raw);
    const { blurred } = await import("./blur");
    return blurred(raw, this.hands.camera.weight, (news) => void this.lighten(raw, news));
  }

  /** The blur is too much for this machine: a lighter one, or none and no picture until the person decides. */
  private async lighten(raw: MediaStreamTrack, news: number | "too slow"): Promise<void> {
    const held = this.hands.camera;
    const { treated } = held;
    if (held.raw !== raw || !treated || !this.isWanted("blur")) return;
    if (news === "too slow") {
      this.store.dispatch({ type: "effectChanged", effect: "blur", to: "slow" });
      return;
    }
    this.store.setTracks({ camera: null });
    await treated.stop(); // before the next one begins: a slow machine does not blur twice at once
    if (held.treated !== treated) return;
    held.treated = null;
    held.weight = news;
    this.store.dispatch({ type: "effectChanged", effect: "blur", to: "starting" });
    await this.settle("camera");
  }

  private async release(kind: Kind): Promise<void> {
    const held = this.hands[kind];
    const { raw, treated } = held;
    held.raw = held.treated = null;
    this.store.setTracks({ [kind]: null });
    if (raw) {
      raw.onended = null;
      raw.stop();
    }
    await treated?.stop();
  }

  /** Unplugged, or taken by the system. Another device may take over; else it is said. */
  private lose(kind: Kind, track: MediaStreamTrack): void {
    if (this.hands[kind].raw !== track) return;
    void this.release(kind).then(() => {
      this.store.dispatch({ type: "captureChanged", device: kind, status: "lost" });
      this.hands[kind].chosen = null;
      void this.settle(kind);
    });
  }

  private async devicesChanged(): Promise<void> {
    this.store.dispatch({ type: "devicesFound", found: await findDevices() });
    for (const kind of ["camera", "microphone"] as const) {
      const held = this.hands[kind];
      if (!held.raw && this.store.state[kind].status !== "refused") held.chosen = null;
    }
    this.reconcile();
  }

  /** After a phone call or a locked screen iOS gives back a muted or ended track, or none (webkit.org/b/208516). */
  private recover(): void {
    for (const kind of ["camera", "microphone"] as const) {
      const held = this.hands[kind];
      const isLost = held.raw ? held.raw.muted || held.raw.readyState === "ended" : held.unseen;
      if (isLost) {
        held.unseen = false;
        held.chosen = null;
        void this.settle(kind);
      }
    }
  }
}
