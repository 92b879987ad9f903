/** Wires the parts of the room to each other and to the page, and turns what people do into what happens. */

import { canKeepPrivate } from "./able";
import type { Acts } from "./acts";
import type { Bootstrap } from "./bootstrap";
import { Calling } from "./calling";
import { Capturing } from "./capturing";
import { doorDraft, habits, keep, lastRead, place, recall } from "./memory";
import type { RoomState } from "./model";
import { isCovered } from "./plan";
import { Server } from "./server";
import { beginning } from "./state";
import { Store } from "./store";
import { Visiting } from "./visiting";

export class Conductor {
  readonly store: Store;
  readonly acts: Acts;
  private readonly capturing: Capturing;
  private readonly calling: Calling;
  private readonly visiting: Visiting;

  constructor(facts: Bootstrap, csrf: string) {
    const resumed = {
      readUpTo: lastRead.of(sessionStorage, facts.session.id),
      draft: doorDraft.of(sessionStorage, facts.me.person, facts.session.id),
    };
    this.store = new Store(beginning(facts, recall(localStorage), Date.now(), resumed));
    this.capturing = new Capturing(this.store);
    this.visiting = new Visiting(this.store, new Server(facts.urls, csrf), (keys) => this.calling.setKeys(keys));
    this.calling = new Calling(this.store, facts.signal, () => this.visiting.stand());
    this.acts = this.makeActs();
    this.store.watch(() => this.follow());
  }

  begin(): void {
    const { dispatch } = this.store;
    setInterval(() => dispatch({ type: "ticked", now: Date.now() }), 1000);
    dispatch({ type: "onlineChanged", online: navigator.onLine });
    addEventListener("online", () => {
      dispatch({ type: "onlineChanged", online: true });
      this.visiting.wake();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.visiting.wake());
    addEventListener("offline", () => dispatch({ type: "onlineChanged", online: false }));
    addEventListener("keydown", (event) => this.shortcut(event));
    addEventListener("beforeunload", (event) => {
      if (this.store.state.phase === "room" && this.store.state.remote.present) event.preventDefault();
    });
    if (this.store.state.phase === "over") return;
    void canKeepPrivate().then((able) => dispatch({ type: "ableChecked", able }));
    void this.capturing.begin();
    this.visiting.begin();
    void import("./livekit"); // 150 kB that nobody should wait for later
    const { session, me, door } = this.store.state.facts;
    if (place.isIn(sessionStorage, session.id) && (me.part === "lead" || !door.needed)) void this.visiting.enter();
    else this.visiting.knock();
  }

  private makeActs(): Acts {
    const { store, visiting, capturing } = this;
    const { dispatch } = store;
    return {
      changeDoor: (form) => {
        dispatch({ type: "doorChanged", form });
        const { facts, door } = store.state;
        doorDraft.set(sessionStorage, facts.me.person, facts.session.id, door.form, Date.now());
      },
      goIn: () => void visiting.enter(),
      retry: (device) => capturing.retry(device),
      toggle: (device) => {
        if (device === "camera" && store.state.audioOnly !== "no") dispatch({ type: "audioOnlyChanged", to: "no" });
        // A covered camera is not simply switched on: the question about it is asked again.
        const asks = device === "camera" && isCovered(store.state);
        dispatch({ type: "wantChanged", device, wanted: asks || !store.state[device].wanted });
      },
      choose: (device, id) => dispatch({ type: "deviceChosen", device, id }),
      toggleSelfView: () => dispatch({ type: "selfViewChanged", shown: !store.state.selfView }),
      toggleEffect: (effect) => {
        const is = store.state[effect];
        dispatch({ type: "effectChanged", effect, to: is === "on" || is === "starting" ? "off" : "starting" });
      },
      showRoom: () => dispatch({ type: "effectChanged", effect: "blur", to: "off" }),
      keepCameraOff: () => dispatch({ type: "wantChanged", device: "camera", wanted: false }),
      toggleScreen: () => void capturing.toggleScreen(),
      toggleAudioOnly: () =>
        dispatch({ type: "audioOnlyChanged", to: store.state.audioOnly === "chosen" ? "no" : "chosen" }),
      tryCamera: () => dispatch({ type: "audioOnlyChanged", to: "no" }),
      hear: (sound) => dispatch({ type: "soundChanged", sound }),
      admit: () => void visiting.admit(),
      remove: () => void visiting.remove(),
      show: (panel) => dispatch({ type: "panelToggled", panel }),
      loadCard: () => {
        if (store.state.panel !== "card" || store.state.card === "failed") void visiting.loadCard();
        if (store.state.panel !== "card" || store.state.card !== "failed")
          dispatch({ type: "panelToggled", panel: "card" });
      },
      write: (text) => visiting.write(text),
      tellTrouble: (what) => void visiting.tellTrouble(what),
      wordsDiffer: () => {
        if (store.state.facts.me.part === "member") {
          void visiting.leave("video");
          return;
        }
        dispatch({ type: "ended", how: "technical_failure" });
        void visiting.end("technical_failure");
      },
      rejoin: () => (store.state.facts.media.available ? this.calling.again() : location.reload()),
      leave: () => void visiting.leave(),
      end: (how) => void visiting.end(how),
      comeBack: () => {
        dispatch({ type: "returning" });
        visiting.begin();
        void visiting.enter();
      },
    };
  }

  /** What the browser keeps, and the screen that should not go dark. */
  private follow(): void {
    const { state } = this.store;
    remember(state);
    if (state.chat.readUpTo) lastRead.set(sessionStorage, state.facts.session.id, state.chat.readUpTo);
    if (state.phase === "waiting" || state.phase === "room") {
      place.set(sessionStorage, state.facts.session.id);
      doorDraft.set(sessionStorage, state.facts.me.person, state.facts.session.id, null, state.now);
    }
    if (state.phase === "over" && state.over?.why !== "signed_out") place.set(sessionStorage, null);
    void this.stayAwake(state.phase === "waiting" || state.phase === "room");
  }

  private lock: WakeLockSentinel | null = null;
  private locking = false;

  private async stayAwake(wanted: boolean): Promise<void> {
    if (!wanted) {
      const { lock } = this;
      this.lock = null;
      await lock?.release();
      return;
    }
    if (this.locking || (this.lock && !this.lock.released) || document.visibilityState !== "visible") return;
    this.locking = true;
    try {
      this.lock = (await navigator.wakeLock?.request("screen")) ?? null;
    } catch {
      this.lock = null; // a phone low on power says no
    } finally {
      this.locking = false;
    }
  }

  private shortcut(event: KeyboardEvent): void {
    const { panel } = this.store.state;
    // Dialogs close themselves; a panel closes wherever the focus is.
    if (event.key === "Escape" && (panel === "chat" || panel === "more" || panel === "card")) this.acts.show(null);
    const typing =
      event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const { phase } = this.store.state;
    if (phase !== "room" && phase !== "waiting") return;
    if (event.key.toLowerCase() === "m") this.acts.toggle("microphone");
    else if (event.key.toLowerCase() === "v") this.acts.toggle("camera");
  }
}

let kept = "";

function remember(state: RoomState): void {
  const now = habits(state);
  const text = JSON.stringify(now);
  if (text === kept) return;
  kept = text;
  keep(localStorage, now);
}
