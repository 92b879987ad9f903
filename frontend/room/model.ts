/** The state of the whole room, and everything that can happen to it. Types only. */

import type { Bootstrap, DoorAnswers } from "./bootstrap";
import type { Refusal } from "./keys";

export type Phase = "door" | "entering" | "waiting" | "room" | "over";

/** Why it is over for this page. */
export type Over = "ended" | "left" | "replaced" | "removed" | "signed_out";
export type EndHow = "ended" | "technical_failure" | "no_show";

export type DeviceStatus = "off" | "asking" | "on" | "refused" | "absent" | "busy" | "lost";
export type DeviceKind = "camera" | "microphone" | "speaker";
export type Effect = "off" | "starting" | "on" | "failed" | "slow";

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface Capture {
  /** What the person wants; the status is what the browser gave. */
  readonly wanted: boolean;
  readonly status: DeviceStatus;
}

export interface Devices {
  readonly found: Readonly<Record<DeviceKind, readonly Device[]>>;
  readonly chosen: Readonly<Record<DeviceKind, string>>;
}

/** What the other side's media does, as seen from here. */
export interface Remote {
  readonly present: boolean;
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly screen: boolean;
  readonly quality: "good" | "poor" | "lost";
  /** Nothing arrives although something should. */
  readonly interrupted: boolean;
  /** Something arrives that our keys do not open. */
  readonly sealed: boolean;
}

export type MediaStatus = "off" | "connecting" | "connected" | "reconnecting" | "failed";
export type Alarm = "plaintext" | "identity";
export type Trouble = "video" | "audio" | "network";
export type Panel = "chat" | "more" | "words" | "card" | "leave" | "help";

export interface Peer {
  readonly connection: string | null;
  readonly state: "waiting" | "admitted" | "left" | "removed" | null;
  readonly away: boolean;
}

export interface ChatLine {
  readonly id: string;
  readonly mine: boolean;
  readonly name: string;
  readonly text: string;
  readonly at: string;
}

export interface Card {
  readonly location: string;
  readonly callback: string;
  readonly emergency_name: string;
  readonly emergency_phone: string;
  readonly alone: boolean;
  readonly who_else: string;
  readonly headphones: boolean;
  readonly given_at: string;
}

export interface DoorForm extends DoorAnswers {
  /** Null until it is answered: nobody is alone by default. */
  readonly alone: boolean | null;
  readonly who_else: string;
  readonly headphones: boolean;
  readonly consent: boolean;
}

export interface RoomState {
  readonly facts: Bootstrap;
  readonly now: number;
  readonly phase: Phase;
  readonly over: { readonly why: Over; readonly how: EndHow } | null;
  readonly connection: string | null;
  readonly door: {
    readonly form: DoorForm;
    /** False once this session's answers are with the server. */
    readonly asked: boolean;
    readonly errors: Readonly<Record<string, string>>;
    readonly problem: string;
  };
  readonly peer: Peer;
  /** When the other's present connection (or its state) was first heard of. */
  readonly metAt: number;
  /** When another page of theirs last said that it stands at the door; null before. */
  readonly knockedAt: number | null;
  readonly camera: Capture;
  readonly microphone: Capture;
  readonly devices: Devices;
  readonly selfView: boolean;
  readonly blur: Effect;
  readonly quiet: Effect;
  readonly sharing: boolean;
  readonly keys: {
    readonly status: "none" | "agreeing" | "ready" | "refused";
    readonly why: Refusal | null;
    readonly words: readonly string[];
  };
  readonly media: { readonly status: MediaStatus; readonly since: number };
  readonly remote: Remote;
  readonly ownQuality: "good" | "poor" | "lost";
  readonly sound: "playing" | "blocked";
  /** Our own camera: stopped because the line is poor, or both pictures because a person wants it so. */
  readonly audioOnly: "no" | "poor" | "chosen";
  /** Their picture is left out so that their voice comes whole. */
  readonly sparing: boolean;
  readonly alarm: Alarm | null;
  readonly stream: "open" | "lost";
  readonly online: boolean;
  /** This browser can encrypt from end to end. */
  readonly able: boolean;
  readonly panel: Panel | null;
  readonly admitting: boolean;
  readonly chat: {
    readonly lines: readonly ChatLine[];
    /** The last line that was there when the messages were open; its id says nothing. */
    readonly readUpTo: string | null;
    readonly unread: number;
    readonly sending: boolean;
    readonly failed: boolean;
  };
  readonly card: Card | "loading" | "failed" | null;
  /** The number on which the lead calls the member; the member's own form may hold a newer one. */
  readonly callback: string;
  readonly trouble: { readonly mine: Trouble | null; readonly theirs: Trouble | null };
}

/** The server's account of where the two stand. */
export interface Standing {
  readonly session: "open" | "live" | "ended";
  readonly how: EndHow;
  readonly mine: "waiting" | "admitted" | "left" | "replaced" | "removed" | null;
  readonly peer: Peer;
}

export type RoomEvent =
  | { readonly type: "ticked"; readonly now: number }
  | { readonly type: "doorChanged"; readonly form: Partial<DoorForm> }
  | { readonly type: "entering" }
  | { readonly type: "doorRefused"; readonly errors: Readonly<Record<string, string>>; readonly problem: string }
  | { readonly type: "entered"; readonly connection: string; readonly place: "waiting" | "admitted" }
  | { readonly type: "stood"; readonly standing: Standing }
  | { readonly type: "admitted"; readonly connection: string }
  | { readonly type: "admitting"; readonly on: boolean }
  | { readonly type: "peerChanged"; readonly peer: Peer }
  | { readonly type: "knocked"; readonly connection: string }
  | { readonly type: "replaced"; readonly connection: string }
  | { readonly type: "removed"; readonly connection: string }
  | { readonly type: "ended"; readonly how: EndHow }
  | { readonly type: "left" }
  | { readonly type: "signedOut" }
  | { readonly type: "returning" }
  | { readonly type: "wantChanged"; readonly device: "camera" | "microphone"; readonly wanted: boolean }
  | { readonly type: "captureChanged"; readonly device: "camera" | "microphone"; readonly status: DeviceStatus }
  | { readonly type: "devicesFound"; readonly found: Devices["found"] }
  | { readonly type: "deviceChosen"; readonly device: DeviceKind; readonly id: string }
  | { readonly type: "selfViewChanged"; readonly shown: boolean }
  | { readonly type: "effectChanged"; readonly effect: "blur" | "quiet"; readonly to: Effect }
  | { readonly type: "sharingChanged"; readonly on: boolean }
  | { readonly type: "keysChanged"; readonly keys: RoomState["keys"] }
  | { readonly type: "mediaChanged"; readonly status: MediaStatus }
  | { readonly type: "remoteChanged"; readonly remote: Partial<Remote> }
  | { readonly type: "ownQualityChanged"; readonly quality: RoomState["ownQuality"] }
  | { readonly type: "soundChanged"; readonly sound: RoomState["sound"] }
  | { readonly type: "audioOnlyChanged"; readonly to: RoomState["audioOnly"] }
  | { readonly type: "sparingChanged"; readonly sparing: boolean }
  | { readonly type: "alarmed"; readonly alarm: Alarm }
  | { readonly type: "streamChanged"; readonly stream: RoomState["stream"] }
  | { readonly type: "onlineChanged"; readonly online: boolean }
  | { readonly type: "ableChecked"; readonly able: boolean }
  | { readonly type: "panelToggled"; readonly panel: Panel | null }
  | { readonly type: "chatLoaded"; readonly lines: readonly ChatLine[] }
  | { readonly type: "chatSending"; readonly sending: boolean; readonly failed: boolean }
  | { readonly type: "callbackLearnt"; readonly phone: string }
  | { readonly type: "cardChanged"; readonly card: RoomState["card"] }
  | { readonly type: "troubleTold"; readonly whose: "mine" | "theirs"; readonly what: Trouble | null };
