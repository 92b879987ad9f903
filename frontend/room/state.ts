/** The one reducer: what was, what happened, what is. Pure; the clock comes in as `ticked`. */

import type { Bootstrap, DoorAnswers } from "./bootstrap";
import type { DoorForm, Over, Peer, Remote, RoomEvent, RoomState, Standing } from "./model";

const UNKNOWN: DoorAnswers = { location: "", callback: "", emergency_name: "", emergency_phone: "" };
const NOBODY: Peer = { connection: null, state: null, away: false };

export const NOTHING: Remote = {
  present: false,
  camera: false,
  microphone: false,
  screen: false,
  quality: "good",
  interrupted: false,
  sealed: false,
};

/** What this browser remembers from earlier sessions; nothing in it says who or what. */
export interface Remembered {
  readonly camera: string;
  readonly microphone: string;
  readonly speaker: string;
  readonly cameraOn: boolean;
  readonly selfView: boolean;
  readonly blur: boolean;
  readonly quiet: boolean;
}

/** What this tab remembers of this session from before a reload. */
export interface Resumed {
  /** The last chat line that was read. */
  readonly readUpTo: string | null;
  /** What was typed at the door and not sent. */
  readonly draft: Partial<DoorForm>;
}

const ANEW: Resumed = { readUpTo: null, draft: {} };

export function beginning(facts: Bootstrap, remembered: Remembered, now: number, resumed = ANEW): RoomState {
  const over = facts.session.state === "ended" ? ({ why: "ended", how: "ended" } as const) : null;
  return {
    facts,
    now,
    phase: over ? "over" : "door",
    over,
    connection: null,
    door: {
      form: {
        ...(facts.door.answers ?? UNKNOWN),
        alone: null,
        who_else: "",
        headphones: false,
        consent: facts.door.consent?.signed ?? false,
        ...resumed.draft,
      },
      asked: facts.me.part === "member" && facts.door.needed,
      errors: {},
      problem: "",
    },
    peer: NOBODY,
    metAt: now,
    knockedAt: null,
    camera: { wanted: remembered.cameraOn, status: "off" },
    microphone: { wanted: true, status: "off" },
    devices: {
      found: { camera: [], microphone: [], speaker: [] },
      chosen: { camera: remembered.camera, microphone: remembered.microphone, speaker: remembered.speaker },
    },
    selfView: remembered.selfView,
    blur: remembered.blur ? "starting" : "off",
    quiet: remembered.quiet ? "starting" : "off",
    sharing: false,
    keys: { status: "none", why: null, words: [] },
    media: { status: "off", since: now },
    remote: NOTHING,
    ownQuality: "good",
    sound: "playing",
    audioOnly: "no",
    sparing: false,
    alarm: null,
    stream: "open",
    online: true,
    able: true,
    panel: null,
    admitting: false,
    chat: { lines: [], readUpTo: resumed.readUpTo, unread: 0, sending: false, failed: false },
    card: null,
    callback: facts.fallback.phone,
    trouble: { mine: null, theirs: null },
  };
}

/** Out of a session that goes on without us; what becomes of it is still worth hearing. */
export const isOnlyOut = ({ over }: RoomState): boolean => over?.why === "left" || over?.why === "replaced";

function finish(state: RoomState, why: Over, how: "ended" | "technical_failure" | "no_show" = "ended"): RoomState {
  const supersedes = isOnlyOut(state) && (why === "ended" || why === "signed_out");
  if (state.phase === "over" && !supersedes) return state;
  return {
    ...state,
    phase: "over",
    over: { why, how },
    panel: null,
    sharing: false,
    media: { status: "off", since: state.now },
    remote: NOTHING,
  };
}

function meet(state: RoomState, peer: Peer): RoomState {
  const same = peer.connection === state.peer.connection;
  return {
    ...state,
    peer,
    metAt: same && peer.state === state.peer.state ? state.metAt : state.now,
    knockedAt: same ? state.knockedAt : null,
    remote: same ? state.remote : NOTHING,
    admitting: peer.state === "waiting" && same ? state.admitting : false,
    trouble: same ? state.trouble : { ...state.trouble, theirs: null },
  };
}

function stand(state: RoomState, { session, how, mine, peer }: Standing): RoomState {
  if (session === "ended") return finish(state, "ended", how);
  if (state.phase === "over") return state;
  if (!state.connection) return meet(state, peer);
  if (mine === "replaced" || mine === "removed" || mine === "left") return finish(state, mine);
  const met = meet(state, peer);
  if (mine === "admitted" && met.phase === "waiting") return { ...met, phase: "room" };
  if (mine === "waiting" && met.phase === "room" && state.facts.me.part === "member")
    return { ...met, phase: "waiting" };
  return met;
}

function unread({ lines, readUpTo }: Pick<RoomState["chat"], "lines" | "readUpTo">): number {
  const at = lines.findIndex((line) => line.id === readUpTo);
  return lines.slice(at + 1).filter((line) => !line.mine).length;
}

function read(chat: RoomState["chat"]): RoomState["chat"] {
  return { ...chat, unread: 0, readUpTo: chat.lines.at(-1)?.id ?? chat.readUpTo };
}

export function reduce(state: RoomState, event: RoomEvent): RoomState {
  switch (event.type) {
    case "ticked":
      return { ...state, now: event.now };
    case "doorChanged": {
      const errors = Object.fromEntries(Object.entries(state.door.errors).filter(([field]) => !(field in event.form)));
      return { ...state, door: { ...state.door, form: { ...state.door.form, ...event.form }, errors, problem: "" } };
    }
    case "entering":
      return state.phase === "door" || state.phase === "over"
        ? { ...state, phase: "entering", over: null, door: { ...state.door, errors: {}, problem: "" } }
        : state;
    case "doorRefused":
      return state.phase === "entering"
        ? { ...state, phase: "door", door: { ...state.door, errors: event.errors, problem: event.problem } }
        : state;
    case "entered":
      if (state.phase !== "entering") return state;
      return {
        ...state,
        phase: event.place === "admitted" ? "room" : "waiting",
        connection: event.connection,
        door: { ...state.door, asked: false },
        alarm: null,
        keys: { status: "none", why: null, words: [] },
      };
    case "stood":
      return stand(state, event.standing);
    case "admitted":
      return state.phase === "waiting" && event.connection === state.connection ? { ...state, phase: "room" } : state;
    case "admitting":
      return { ...state, admitting: event.on };
    case "peerChanged":
      return state.phase === "over" ? state : meet(state, event.peer);
    case "knocked":
      return event.connection === state.peer.connection ? { ...state, knockedAt: state.now } : state;
    case "replaced":
    case "removed":
      return event.connection === state.connection ? finish(state, event.type) : state;
    case "ended":
      return finish(state, "ended", event.how);
    case "left":
      return finish(state, "left");
    case "signedOut":
      return finish(state, "signed_out");
    case "returning":
      return state.phase === "over" && state.over?.why !== "removed" && state.over?.why !== "ended"
        ? { ...state, phase: "door", over: null, connection: null, peer: NOBODY }
        : state;
    case "wantChanged":
      return { ...state, [event.device]: { ...state[event.device], wanted: event.wanted } };
    case "captureChanged":
      return { ...state, [event.device]: { ...state[event.device], status: event.status } };
    case "devicesFound":
      return { ...state, devices: { ...state.devices, found: event.found } };
    case "deviceChosen":
      return { ...state, devices: { ...state.devices, chosen: { ...state.devices.chosen, [event.device]: event.id } } };
    case "selfViewChanged":
      return { ...state, selfView: event.shown };
    case "effectChanged":
      return { ...state, [event.effect]: event.to };
    case "sharingChanged":
      return { ...state, sharing: event.on };
    case "keysChanged":
      return { ...state, keys: event.keys };
    case "mediaChanged":
      return state.media.status === event.status || state.phase === "over"
        ? state
        : {
            ...state,
            media: { status: event.status, since: state.now },
            remote:
              event.status === "connected" ? state.remote : { ...state.remote, present: false, interrupted: false },
          };
    case "remoteChanged":
      return state.phase === "over" ? state : { ...state, remote: { ...state.remote, ...event.remote } };
    case "ownQualityChanged":
      return { ...state, ownQuality: event.quality };
    case "soundChanged":
      return { ...state, sound: event.sound };
    case "audioOnlyChanged":
      return { ...state, audioOnly: event.to };
    case "sparingChanged":
      return { ...state, sparing: event.sparing };
    case "alarmed":
      return {
        ...state,
        alarm: event.alarm,
        media: { status: "failed", since: state.now },
        remote: NOTHING,
        sharing: false,
      };
    case "streamChanged":
      return { ...state, stream: event.stream };
    case "onlineChanged":
      return { ...state, online: event.online };
    case "ableChecked":
      return { ...state, able: event.able };
    case "panelToggled": {
      const panel = state.panel === event.panel ? null : event.panel;
      const chat = panel === "chat" ? read(state.chat) : state.chat;
      return { ...state, panel, chat, card: panel === "card" ? state.card : null };
    }
    case "chatLoaded": {
      const chat = { ...state.chat, lines: event.lines };
      return { ...state, chat: state.panel === "chat" ? read(chat) : { ...chat, unread: unread(chat) } };
    }
    case "chatSending":
      return { ...state, chat: { ...state.chat, sending: event.sending, failed: event.failed } };
    case "callbackLearnt":
      return { ...state, callback: event.phone || state.callback };
    case "cardChanged":
      return { ...state, card: event.card };
    case "troubleTold":
      return { ...state, trouble: { ...state.trouble, [event.whose]: event.what } };
  }
}
