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

type Values = Readonly<Record<string, string | number>>;

export function speaker(state: RoomState) {
  const { words, other } = state.facts;
  return (name: WordName, values: Values = {}) =>
    fill(words[name], { name: other.firstName, full: other.name, ...values });
}

export const callback = (state: RoomState): string =>
  state.facts.me.part === "member"
    ? state.door.form.callback || state.facts.fallback.phone
    : (typeof state.card === "object" && state.card?.callback) || state.facts.fallback.phone;

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
  if (!facts.media.available) return bad("no_video", lead ? "no_video_lead" : "no_video_member");
  if (media.status === "failed") return bad("media_failed", "media_failed_note");
  if (media.status === "reconnecting") return bad("reconnecting", "reconnecting_note");
  if (peer.state === "removed") return calm("was_removed");
  if (peer.state === "left") return lead ? calm("has_left", "has_left_note") : calm("has_left", "lead_left");
  if (peer.state === null) return lead ? calm("not_here", "not_here_note") : calm("not_here", "lead_left");
  if (peer.state === "waiting") return peer.away ? bad("away") : calm("is_waiting", "is_waiting_note");
  if (remote.interrupted || (remote.present && remote.quality === "lost"))
    return bad("interrupted", "interrupted_note");
  if (peer.away && !remote.present) return bad("away", "interrupted_note");
  if (remote.sealed) return bad("sealed", "sealed_note");
  if (media.status !== "connected" || !remote.present) return calm("connecting", "connecting_note");
  return null;
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
  if (!number || state.phase === "door" || state.phase === "entering" || state.phase === "over") return "";
  const waited = (state.now - state.media.since) / 1000;
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
  if (!lost) return "";
  return speaker(state)(state.facts.me.part === "member" ? "will_call_member" : "will_call_lead", { phone: number });
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
