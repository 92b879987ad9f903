/** Keeps the media connection as the plan wants it, and tells the state what it does. */

import type { MediaKeys } from "./keysource";
import { isBroken, isInterrupted, isPoor, isSealed, pauseBefore, remember, type Sample } from "./link";
import type { MediaRoom } from "./livekit";
import { nextTry } from "./patience";
import { plan } from "./plan";
import type { Store, Tracks } from "./store";

const NAMES = { camera: "theirCamera", microphone: "theirMicrophone", screen: "theirScreen" } as const;

export class Calling {
  private room: MediaRoom | null = null;
  private making: Promise<MediaRoom> | null = null;
  private attached = false;
  private running = false;
  private peer: string | null = null;
  private keys: MediaKeys | null = null;
  private given: Partial<Tracks> = {};
  private receiving = true;
  private samples: readonly Sample[] = [];
  private readonly sending = { times: 0, until: 0 };
  private readonly fetching = { times: 0, until: 0 };

  constructor(
    private readonly store: Store,
    private readonly url: string,
    /** Asks the server where we stand, when the media side was refused. */
    private readonly ask: () => Promise<void>,
  ) {
    store.watch(() => this.reconcile());
    setInterval(() => void this.listen(), 1000);
    addEventListener("pagehide", () => void this.drop());
  }

  /** Loads everything that admission would otherwise wait for. */
  prepare(): Promise<MediaRoom> {
    this.making ??= this.make();
    return this.making;
  }

  setKeys(keys: MediaKeys | null): void {
    this.keys = keys;
    if (keys) void this.room?.setKeys(keys);
  }

  private async make(): Promise<MediaRoom> {
    const { MediaRoom } = await import("./livekit");
    const { dispatch } = this.store;
    const room: MediaRoom = new MediaRoom({
      connecting: () => dispatch({ type: "mediaChanged", status: "connecting" }),
      connected: () => dispatch({ type: "mediaChanged", status: "connected" }),
      reconnecting: () => {
        this.samples = [];
        dispatch({ type: "mediaChanged", status: "reconnecting" });
      },
      disconnected: (refused) => this.lost(room, refused),
      present: (is) =>
        this.store.state.remote.present !== is && dispatch({ type: "remoteChanged", remote: { present: is } }),
      track: (kind, track) => this.store.setTracks({ [NAMES[kind]]: track }),
      live: (kind, on) =>
        this.store.state.remote[kind] !== on && dispatch({ type: "remoteChanged", remote: { [kind]: on } }),
      quality: (whose, quality) =>
        dispatch(
          whose === "mine" ? { type: "ownQualityChanged", quality } : { type: "remoteChanged", remote: { quality } },
        ),
      alarm: (alarm) => dispatch({ type: "alarmed", alarm }),
    });
    this.room = room;
    if (this.keys) await room.setKeys(this.keys);
    return room;
  }

  private reconcile(): void {
    const { state, tracks } = this.store;
    const wanted = plan(state);
    if ((state.phase === "waiting" || state.phase === "room") && wanted.present) void this.prepare();
    if (state.peer.connection !== this.peer) {
      this.peer = state.peer.connection;
      this.samples = [];
      this.room?.setPeer(this.peer);
    }
    if (wanted.connect && !this.attached && !this.running) void this.run();
    if (!wanted.connect && this.attached) void this.drop();
    if (this.attached) this.publish(tracks);
    if (wanted.receiveVideo !== this.receiving) {
      this.receiving = wanted.receiveVideo;
      this.room?.receiveVideo(this.receiving);
    }
  }

  /** Connects, and connects again, until the plan no longer wants it. */
  private async run(): Promise<void> {
    this.running = true;
    const began = Date.now();
    try {
      for (let tries = 0; plan(this.store.state).connect; tries++) {
        const wait = nextTry(tries, Date.now() - began, Math.random());
        if (wait === null) {
          this.store.dispatch({ type: "mediaChanged", status: "failed" });
          return;
        }
        if (wait > 0) await new Promise((done) => setTimeout(done, wait));
        const { connection } = this.store.state;
        if (!connection || !plan(this.store.state).connect) return;
        const room = await this.prepare();
        try {
          room.setPeer(this.peer);
          room.receiveVideo(this.receiving);
          this.given = {};
          this.attached = true;
          const ready = room.connect(
            `${location.origin.replace(/^http/, "ws")}${this.url}?connection=${connection}`,
            connection,
          );
          this.publish(this.store.tracks);
          await ready;
          return;
        } catch (error) {
          if (room !== this.room) continue; // we hung up ourselves
          console.warn("media did not connect", error);
          this.forget(room);
          this.store.dispatch({ type: "mediaChanged", status: "reconnecting" });
          await this.ask();
        }
      }
    } finally {
      this.running = false;
    }
  }

  /** A person asks for it after we gave up. */
  again(): void {
    void this.drop().then(() => this.reconcile());
  }

  private publish(tracks: Tracks): void {
    const { room } = this;
    if (!room) return;
    const give = (name: "camera" | "microphone" | "screen", set: (track: MediaStreamTrack | null) => Promise<void>) => {
      if ((this.given[name] ?? null) === tracks[name]) return;
      this.given = { ...this.given, [name]: tracks[name] };
      set(tracks[name]).catch((error) => room === this.room && console.warn(`${name} was not taken`, error));
    };
    give("microphone", (track) => room.setMicrophone(track));
    give("camera", (track) => room.setCamera(track));
    give("screen", (track) => room.setScreen(track));
  }

  private lost(room: MediaRoom, refused: boolean): void {
    if (room !== this.room) return;
    this.forget(room);
    this.store.dispatch({ type: "mediaChanged", status: "reconnecting" });
    void (refused ? this.ask() : Promise.resolve()).then(() => this.reconcile());
  }

  private forget(room: MediaRoom): void {
    if (room !== this.room) return;
    this.room = this.making = null;
    this.attached = false;
    this.samples = [];
    this.store.setTracks({ theirCamera: null, theirMicrophone: null, theirScreen: null });
  }

  private async drop(): Promise<void> {
    const { room } = this;
    if (!room) return;
    this.forget(room);
    if (this.store.state.phase !== "over" && !this.store.state.alarm)
      this.store.dispatch({ type: "mediaChanged", status: "off" });
    await room.disconnect();
  }

  /** Once a second: does anything come, can it be opened, and is the way out wide enough? */
  private async listen(): Promise<void> {
    const { room } = this;
    const { state, dispatch } = this.store;
    if (!room || !this.attached || state.media.status !== "connected") return;
    const sample = await room.sample().catch(() => null);
    if (!sample || room !== this.room) return;
    this.samples = remember(this.samples, sample);
    const { remote } = this.store.state;
    const video = (remote.camera && plan(state).receiveVideo) || remote.screen;
    const interrupted = remote.present && isInterrupted(this.samples, { audio: remote.microphone, video });
    const sealed = isSealed(this.samples, { video });
    if (interrupted !== remote.interrupted || sealed !== remote.sealed)
      dispatch({ type: "remoteChanged", remote: { interrupted, sealed } });
    this.spareTheSound();
  }

  /** Sound outlives the pictures: first ours goes, then theirs; each comes back to be tried again. */
  private spareTheSound(): void {
    const { state, dispatch } = this.store;
    const now = Date.now();
    if (state.audioOnly === "no" && state.camera.status === "on" && isPoor(this.samples)) {
      this.stop(this.sending, now);
      dispatch({ type: "audioOnlyChanged", to: "poor" });
    } else if (state.audioOnly === "poor" && now > this.sending.until) {
      this.samples = [];
      dispatch({ type: "audioOnlyChanged", to: "no" });
    }
    if (!state.sparing && plan(state).receiveVideo && isBroken(this.samples)) {
      this.stop(this.fetching, now);
      dispatch({ type: "sparingChanged", sparing: true });
    } else if (state.sparing && now > this.fetching.until) {
      this.samples = [];
      dispatch({ type: "sparingChanged", sparing: false });
    }
  }

  private stop(picture: { times: number; until: number }, now: number): void {
    picture.times += 1;
    picture.until = now + pauseBefore(picture.times);
    this.samples = [];
  }
}
