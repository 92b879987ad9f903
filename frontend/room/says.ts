/** What the room says about itself, in the words of the page. Pure; the first true sentence wins. */

import type { RoomState } from "./model";
import { fill, type WordName } from "./words";

export interface Saying {
  readonly title: string;
  readonly note: string;
  readonly tone: "calm" | "trouble";
}

/** Seconds of interruption after which the phone number is shown. */
const UNTIL_PHONE = 12;
/** Seconds in which two who are both let in see each other; after that one of them is not there. */
const UNTIL_GONE = 5;
/** Seconds for which a knock holds: two missed ones and some slack. */
const KNOCK_HOLDS = 40;

type Values = Readonly<Record<string, string | number>>;

export function speaker(state: RoomState) {
  const { words, other } = state.facts;
  return (name: WordName, values: Values = {}) =>
    fill(words[name], { name: other.firstName, full: other.name, ...values });
}

export const callback = (state: RoomState): string =>
  state.facts.me.part === "member"
    ? state.door.form.callback || state.callback
    : (typeof state.card === "object" && state.card?.callback) || state.callback;

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** The same for somebody who hears it: one full stop after each sentence. */
export const spoken = ({ title, note }: Saying): string => [title, note].filter(Boolean).map(sentence).join(" ");

const seconds = (state: RoomState, since: number): number => (state.now - since) / 1000;

/** Both are let in, and still the other is not in the media room: where are they? */
function absence(state: RoomState): "at_door" | "gone" | null {
  const { peer, remote, media, knockedAt, metAt } = state;
  if (peer.state !== "admitted" || remote.present) return null;
  if (knockedAt !== null && seconds(state, knockedAt) < KNOCK_HOLDS) return "at_door";
  const since = Math.max(media.since, metAt);
  return media.status === "connected" && seconds(state, since) > UNTIL_GONE ? "gone" : null;
}

/** Both are let in, and nothing comes from over there: the line is down, or the page was killed. */
function isCutOff(state: RoomState): boolean {
  const { peer, remote } = state;
  if (peer.state !== "admitted" || absence(state) === "at_door") return false;
  if (remote.present) return remote.interrupted || remote.quality === "lost";
  return peer.away || absence(state) === "gone";
}

/** What stands on the large tile when the other person is not simply there; null when nothing needs saying. */
export function tile(state: RoomState): Saying | null {
  const say = speaker(state);
  const { peer, remote, media, facts } = state;
  const calm = (title: WordName, note: WordName | "" = ""): Saying => ({
    title: say(title),
    note: note && say(note),
    tone: "calm",
  });
  const bad = (title: WordName, note: WordName | "" = ""): Saying => ({ ...calm(title, note), tone: "trouble" });
  const lead = facts.me.part === "lead";
  if (state.alarm) return bad(state.alarm === "plaintext" ? "alarm_plaintext" : "alarm_identity", "alarm_note");
  if (state.keys.status === "refused") return bad("keys_refused", "keys_refused_note");
  if (!state.online) return bad("offline", "offline_note");
  if (!facts.media.available) return { ...bad("no_video_title"), note: sentence(say(without(state))) };
  if (media.status === "failed") return bad("media_failed", "media_failed_note");
  if (media.status === "reconnecting") return bad("reconnecting", "reconnecting_note");
  if (peer.state === "removed") return calm("was_removed");
  if (peer.state === "left") return lead ? calm("has_left", "has_left_note") : calm("has_left", "lead_left");
  if (peer.state === null) return lead ? calm("not_here", "not_here_note") : calm("not_here", "lead_left");
  if (absence(state) === "at_door") return calm("at_door", "at_door_note");
  if (peer.state === "waiting") return peer.away ? bad("away") : calm("is_waiting", "is_waiting_note");
  if (remote.interrupted || (remote.present && remote.quality === "lost"))
    return bad("interrupted", "interrupted_note");
  if (peer.away && !remote.present) return bad("away", "interrupted_note");
  if (remote.sealed) return bad("sealed", "sealed_note");
  if (absence(state) === "gone") return calm("gone", "gone_note");
  if (media.status !== "connected" || !remote.present) return calm("connecting", "connecting_note");
  return null;
}

/** Where there is no media server the tile still says who is there. */
function without({ peer, facts }: RoomState): WordName {
  if (peer.away) return "away";
  if (peer.state === "admitted") return "no_video_room";
  if (facts.me.part === "member") return "lead_left";
  return peer.state === "waiting" ? "is_waiting" : peer.state === null ? "not_here" : "has_left";
}

export interface Remark {
  readonly text: string;
  readonly tone: "calm" | "trouble";
}

/** Small sentences beside a picture that is otherwise fine. */
export function remarks(state: RoomState): readonly Remark[] {
  const say = speaker(state);
  const { remote } = state;
  if (tile(state) || state.phase !== "room") return [];
  const said: Remark[] = [];
  const calm = (name: WordName) => said.push({ text: say(name), tone: "calm" });
  const bad = (name: WordName) => said.push({ text: say(name), tone: "trouble" });
  if (state.sparing) bad("video_paused");
  else if (!remote.camera) calm("their_camera_off");
  if (!remote.microphone) calm("their_muted");
  if (state.audioOnly === "poor") bad("own_video_paused");
  else if (state.ownQuality !== "good") bad("weak_mine");
  if (remote.quality === "poor" && !state.sparing) bad("weak_theirs");
  if (state.stream === "lost") bad("stream_lost");
  return said;
}

/** The way on when video fails: both read whom the phone will ring with. Empty while all is well. */
export function phone(state: RoomState): string {
  const number = callback(state);
  const { peer } = state;
  if (!number || state.phase === "door" || state.phase === "entering" || state.phase === "over") return "";
  const waited = seconds(state, state.media.since);
  const lost =
    state.alarm !== null ||
    state.keys.status === "refused" ||
    !state.facts.media.available ||
    state.media.status === "failed" ||
    (state.media.status === "reconnecting" && waited > UNTIL_PHONE) ||
    (state.media.status === "connecting" && waited > UNTIL_PHONE) ||
    state.trouble.mine !== null ||
    state.trouble.theirs !== null ||
    state.remote.sealed ||
    (!state.online && state.phase === "room");
  const say = speaker(state);
  const member = state.facts.me.part === "member";
  if (!lost && isCutOff(state)) return say(member ? "will_call_if_gone" : "call_if_gone", { phone: number });
  if (!lost && !(!member && peer.away && !state.remote.present)) return "";
  if (member) return say("will_call_member", { phone: number });
  const reads = (peer.state === "waiting" || peer.state === "admitted") && !peer.away;
  return say(reads ? "will_call_lead" : "may_call", { phone: number });
}

/** Time of day in the reader's own zone, as they are used to. */
export function clock(now: number, zone: string, language: string): string {
  const format = new Intl.DateTimeFormat(language || "en", { hour: "numeric", minute: "2-digit", timeZone: zone });
  return format.format(now).replace(/\b[AP]M\b/, (half) => half.toLowerCase()); // "3:00 pm", as on every page
}

export function timeLeft(state: RoomState): { readonly text: string; readonly late: boolean } {
  const say = speaker(state);
  const minutes = (Date.parse(state.facts.session.endsAt) - state.now) / 60_000;
  if (minutes > 0) return { text: say("min_left", { minutes: Math.ceil(minutes) }), late: minutes <= 5 };
  return { text: say("min_over", { minutes: Math.floor(-minutes) }), late: true };
}
