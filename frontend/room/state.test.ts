import { describe, expect, it } from "vitest";
import type { Bootstrap } from "./bootstrap";
import type { Part } from "./keys";
import type { Peer, RoomEvent, RoomState, Standing } from "./model";
import { plan } from "./plan";
import { phone, remarks, spoken, tile, timeLeft } from "./says";
import { beginning, NOTHING, type Remembered, reduce } from "./state";
import { NAMES, type Words } from "./words";

const HABITS: Remembered = {
  camera: "",
  microphone: "",
  speaker: "",
  cameraOn: true,
  selfView: true,
  blur: false,
  quiet: false,
};
const NOW = Date.parse("2026-11-24T20:00:00Z");

/** The words are their own names here, so that a test says which sentence it means. */
const words = Object.fromEntries(NAMES.map((name) => [name, `${name} {name} {phone} {minutes}`])) as Words;

function facts(part: Part, change: Partial<Bootstrap> = {}): Bootstrap {
  return {
    session: {
      id: "session",
      startsAt: "2026-11-24T20:00:00Z",
      endsAt: "2026-11-24T20:50:00Z",
      zone: "America/New_York",
      when: "Tue 24 Nov, 3:00-3:50 pm",
      practice: "Cedar",
      state: "open",
    },
    me: { person: "me", part, name: "Me", initials: "M" },
    other: { person: "other", name: "Dana Reyes", firstName: "Dana", initials: "DR" },
    door: {
      needed: part === "member",
      answers: part === "member" ? { location: "", callback: "555", emergency_name: "", emergency_phone: "" } : null,
      consent: part === "member" ? { version: "1", text: [], signed: false } : null,
    },
    help: { lines: [{ label: "Crisis line", number: "988" }], practice: "" },
    fallback: { phone: "555" },
    live: "/live?after=0",
    signal: "/rtc/session",
    urls: {} as Bootstrap["urls"],
    media: { available: true, why: "" },
    words,
    ...change,
  };
}

const at = (part: Part, change: Partial<Bootstrap> = {}) => beginning(facts(part, change), HABITS, NOW);
const run = (state: RoomState, ...events: RoomEvent[]) => events.reduce(reduce, state);
const peer = (state: Peer["state"], connection: string | null = "theirs", away = false): Peer => ({
  connection,
  state,
  away,
});
const standing = (change: Partial<Standing> = {}): Standing => ({
  session: "live",
  how: "ended",
  mine: "admitted",
  peer: peer("admitted"),
  ...change,
});

const later = (seconds: number): RoomEvent => ({ type: "ticked", now: NOW + seconds * 1000 });

const waitingMember = () =>
  run(at("member"), { type: "entering" }, { type: "entered", connection: "mine", place: "waiting" });
const lead = () => run(at("lead"), { type: "entering" }, { type: "entered", connection: "mine", place: "admitted" });
const together = (part: Part) =>
  run(
    part === "lead" ? lead() : waitingMember(),
    { type: "stood", standing: standing() },
    { type: "keysChanged", keys: { status: "ready", why: null, words: ["a", "b", "c", "d"] } },
    { type: "mediaChanged", status: "connected" },
    { type: "remoteChanged", remote: { present: true, camera: true, microphone: true } },
  );

describe("the way in", () => {
  it("goes from the door through the waiting room into the room, without a gesture", () => {
    let state = at("member");
    expect([state.phase, state.door.asked]).toEqual(["door", true]);
    state = run(state, { type: "entering" });
    expect(state.phase).toBe("entering");
    state = run(state, { type: "entered", connection: "mine", place: "waiting" });
    expect([state.phase, state.connection, state.door.asked]).toEqual(["waiting", "mine", false]);
    expect(plan(state)).toMatchObject({ present: true, connect: false });
    state = run(state, { type: "admitted", connection: "mine" });
    expect(state.phase).toBe("room");
    expect(plan(state).connect).toBe(true);
  });

  it("keeps what was typed when the server refuses it, and forgets an error once its field changes", () => {
    let state = run(at("member"), { type: "doorChanged", form: { location: "Hudson" } }, { type: "entering" });
    state = run(state, { type: "doorRefused", errors: { location: "Where?", callback: "Wrong" }, problem: "" });
    expect([state.phase, state.door.form.location]).toEqual(["door", "Hudson"]);
    state = run(state, { type: "doorChanged", form: { callback: "556" } });
    expect(state.door.errors).toEqual({ location: "Where?" });
  });

  it("has what was typed before a reload, over what is known from last time", () => {
    const { form } = beginning(facts("member"), HABITS, NOW, {
      readUpTo: null,
      draft: { location: "Hudson", callback: "777", alone: false, who_else: "my sister" },
    }).door;
    expect(form).toMatchObject({ location: "Hudson", callback: "777", alone: false, who_else: "my sister" });
    expect(form).toMatchObject({ emergency_name: "", headphones: false, consent: false });
  });

  it("lets the lead in at once, and a member who only loaded the page again", () => {
    expect(lead().phase).toBe("room");
    expect(run(at("member"), { type: "entering" }, { type: "entered", connection: "m", place: "admitted" }).phase).toBe(
      "room",
    );
  });

  it("admits nobody by a message meant for another connection", () => {
    expect(run(waitingMember(), { type: "admitted", connection: "older" }).phase).toBe("waiting");
    expect(run(at("member"), { type: "admitted", connection: "mine" }).phase).toBe("door");
  });

  it("learns of an admission it did not hear", () => {
    expect(run(waitingMember(), { type: "stood", standing: standing() }).phase).toBe("room");
  });

  it("begins over when the session is", () => {
    const ended = facts("member");
    const state = beginning({ ...ended, session: { ...ended.session, state: "ended" } }, HABITS, NOW);
    expect([state.phase, state.over?.why]).toEqual(["over", "ended"]);
    expect(plan(state)).toMatchObject({ camera: false, microphone: false, connect: false, present: false });
  });
});

describe("the way out", () => {
  const endings: [RoomEvent, string][] = [
    [{ type: "ended", how: "technical_failure" }, "ended"],
    [{ type: "left" }, "left"],
    [{ type: "removed", connection: "mine" }, "removed"],
    [{ type: "replaced", connection: "mine" }, "replaced"],
    [{ type: "signedOut" }, "signed_out"],
    [{ type: "stood", standing: standing({ session: "ended" }) }, "ended"],
    [{ type: "stood", standing: standing({ mine: "replaced" }) }, "replaced"],
    [{ type: "stood", standing: standing({ mine: "removed" }) }, "removed"],
  ];

  it.each(endings)("%o", (event, why) => {
    const state = run(together("member"), event);
    expect([state.phase, state.over?.why]).toEqual(["over", why]);
    expect(plan(state)).toMatchObject({ camera: false, microphone: false, connect: false, present: false });
    expect(state.remote).toEqual(NOTHING);
  });

  it("is not somebody else's", () => {
    expect(run(together("member"), { type: "replaced", connection: "older" }).phase).toBe("room");
    expect(run(together("member"), { type: "removed", connection: "older" }).phase).toBe("room");
  });

  it("stays as it was said first", () => {
    const state = run(together("member"), { type: "removed", connection: "mine" }, { type: "ended", how: "ended" });
    expect(state.over?.why).toBe("removed");
  });

  it("says that the session is over once it is, to whoever left it or sits at the older device", () => {
    const out: RoomEvent[] = [{ type: "left" }, { type: "replaced", connection: "mine" }];
    const end: RoomEvent[] = [
      { type: "ended", how: "technical_failure" },
      { type: "stood", standing: standing({ session: "ended", how: "technical_failure", mine: "left" }) },
    ];
    for (const first of out)
      for (const then of end)
        expect(run(together("member"), first, then).over).toEqual({ why: "ended", how: "technical_failure" });
    expect(run(together("member"), { type: "left" }, { type: "stood", standing: standing() }).over?.why).toBe("left");
  });

  it("leads back after leaving or on the older device, never after removal or the end", () => {
    const back: RoomEvent[] = [{ type: "returning" }, { type: "entering" }];
    expect(run(together("member"), { type: "left" }, ...back).phase).toBe("entering");
    expect(run(together("member"), { type: "replaced", connection: "mine" }, ...back).phase).toBe("entering");
    expect(run(together("member"), { type: "removed", connection: "mine" }, { type: "returning" }).phase).toBe("over");
    expect(run(together("member"), { type: "ended", how: "ended" }, { type: "returning" }).phase).toBe("over");
  });
});

describe("what the tile says", () => {
  const says = (state: RoomState) => tile(state)?.title.split(" ")[0] ?? null;

  it("is nothing when all is well", () => {
    expect(tile(together("lead"))).toBeNull();
    expect(remarks(together("lead"))).toEqual([]);
    expect(phone(together("lead"))).toBe("");
  });

  it.each<[string, Part, RoomEvent[]]>([
    ["not_here", "lead", [{ type: "peerChanged", peer: peer(null, null) }]],
    ["is_waiting", "lead", [{ type: "peerChanged", peer: peer("waiting") }]],
    ["away", "lead", [{ type: "peerChanged", peer: peer("waiting", "theirs", true) }]],
    ["has_left", "lead", [{ type: "peerChanged", peer: peer("left", null) }]],
    ["was_removed", "lead", [{ type: "peerChanged", peer: peer("removed", null) }]],
    ["has_left", "member", [{ type: "peerChanged", peer: peer("left", null) }]],
    ["connecting", "member", [{ type: "remoteChanged", remote: { present: false } }]],
    ["connecting", "member", [{ type: "mediaChanged", status: "connecting" }]],
    ["gone", "lead", [{ type: "remoteChanged", remote: { present: false } }, later(6)]],
    [
      "gone",
      "lead",
      [{ type: "remoteChanged", remote: { present: false } }, { type: "knocked", connection: "theirs" }, later(60)],
    ],
    [
      "at_door",
      "lead",
      [
        { type: "remoteChanged", remote: { present: false } },
        { type: "knocked", connection: "theirs" },
      ],
    ],
    [
      "at_door",
      "lead",
      [
        { type: "remoteChanged", remote: { present: false } },
        { type: "knocked", connection: "theirs" },
        { type: "peerChanged", peer: peer("admitted", "theirs", true) },
      ],
    ],
    [
      "connecting",
      "lead",
      [
        { type: "remoteChanged", remote: { present: false } },
        later(60),
        { type: "knocked", connection: "theirs" },
        { type: "peerChanged", peer: peer("admitted", "their next") },
      ],
    ],
    ["reconnecting", "member", [{ type: "mediaChanged", status: "reconnecting" }]],
    ["media_failed", "member", [{ type: "mediaChanged", status: "failed" }]],
    ["offline", "member", [{ type: "onlineChanged", online: false }]],
    ["interrupted", "member", [{ type: "remoteChanged", remote: { interrupted: true } }]],
    ["interrupted", "member", [{ type: "remoteChanged", remote: { quality: "lost" } }]],
    ["sealed", "member", [{ type: "remoteChanged", remote: { sealed: true } }]],
    ["alarm_plaintext", "member", [{ type: "alarmed", alarm: "plaintext" }]],
    ["alarm_identity", "member", [{ type: "alarmed", alarm: "identity" }]],
    ["keys_refused", "member", [{ type: "keysChanged", keys: { status: "refused", why: "mismatch", words: [] } }]],
  ])("%s to the %s", (name, part, events) => {
    expect(says(run(together(part), ...events))).toBe(name);
  });

  it("says without a media server who is there all the same", () => {
    const note = (part: Part, state: Peer["state"]) => {
      const without = { ...together(part), facts: facts(part, { media: { available: false, why: "x" } }) };
      return tile(run(without, { type: "peerChanged", peer: peer(state) }))?.note.split(" ")[0];
    };
    expect([note("lead", null), note("lead", "waiting"), note("lead", "left")]).toEqual([
      "not_here",
      "is_waiting",
      "has_left",
    ]);
    expect([note("lead", "admitted"), note("member", "admitted")]).toEqual(["no_video_room", "no_video_room"]);
  });

  it("stays silent while both are heard, though another page of theirs stands at the door", () => {
    expect(tile(run(together("lead"), { type: "knocked", connection: "theirs" }))).toBeNull();
  });

  it("is read aloud with one full stop after each sentence", () => {
    expect(spoken({ title: "Connecting…", note: "In a moment.", tone: "calm" })).toBe("Connecting… In a moment.");
    expect(spoken({ title: "Sam has left", note: "", tone: "calm" })).toBe("Sam has left.");
    expect(spoken({ title: "It is off.", note: "Call.", tone: "calm" })).toBe("It is off. Call.");
  });

  it("says in small what does not stop the talk", () => {
    const small = (...events: RoomEvent[]) =>
      remarks(run(together("member"), ...events)).map(({ text }) => text.split(" ")[0]);
    expect(small({ type: "remoteChanged", remote: { camera: false, microphone: false } })).toEqual([
      "their_camera_off",
      "their_muted",
    ]);
    expect(
      small({ type: "sparingChanged", sparing: true }, { type: "remoteChanged", remote: { camera: true } }),
    ).toEqual(["video_paused"]);
    expect(small({ type: "audioOnlyChanged", to: "poor" })).toEqual(["own_video_paused"]);
    expect(small({ type: "ownQualityChanged", quality: "poor" })).toEqual(["weak_mine"]);
    expect(small({ type: "remoteChanged", remote: { quality: "poor" } })).toEqual(["weak_theirs"]);
    expect(small({ type: "streamChanged", stream: "lost" })).toEqual(["stream_lost"]);
  });

  it("counts the minutes, and says when they are over", () => {
    const left = (minutes: number) => timeLeft(run(together("lead"), { type: "ticked", now: NOW + minutes * 60_000 }));
    expect(left(30.5)).toEqual({ text: "min_left Dana {phone} 20", late: false });
    expect(left(46)).toEqual({ text: "min_left Dana {phone} 4", late: true });
    expect(left(53.2)).toEqual({ text: "min_over Dana {phone} 3", late: true });
  });
});

describe("when video fails", () => {
  const later = (state: RoomState, seconds: number) => run(state, { type: "ticked", now: NOW + seconds * 1000 });

  it("both read whom the phone will ring with, after a moment", () => {
    for (const part of ["lead", "member"] as const) {
      const lost = run(together(part), { type: "mediaChanged", status: "reconnecting" });
      expect(phone(later(lost, 5))).toBe("");
      expect(phone(later(lost, 13))).toContain(`will_call_${part} Dana 555`);
    }
  });

  it("both read it at once when one of them says so, or there is no video at all", () => {
    expect(phone(run(together("member"), { type: "troubleTold", whose: "theirs", what: "video" }))).toContain(
      "will_call_member",
    );
    expect(phone(run(together("lead"), { type: "troubleTold", whose: "mine", what: "video" }))).toContain(
      "will_call_lead",
    );
    const without = at("member", { media: { available: false, why: "x" } });
    expect(phone(run(without, { type: "entering" }, { type: "entered", connection: "m", place: "waiting" }))).toContain(
      "555",
    );
  });

  it("nobody is said to read it before they came, or after they went", () => {
    const without = run(
      at("lead", { media: { available: false, why: "x" } }),
      { type: "entering" },
      { type: "entered", connection: "m", place: "admitted" },
    );
    const told = (...events: RoomEvent[]) => phone(run(without, ...events)).split(" ")[0];
    expect(told()).toBe("may_call");
    expect(told({ type: "peerChanged", peer: peer("waiting") })).toBe("will_call_lead");
    expect(told({ type: "peerChanged", peer: peer("left", null) })).toBe("may_call");
    expect(told({ type: "peerChanged", peer: peer("waiting", "theirs", true) })).toBe("may_call");
  });

  const stalled: RoomEvent = { type: "remoteChanged", remote: { interrupted: true } };
  const vanished: RoomEvent = { type: "remoteChanged", remote: { present: false } };
  const silent: RoomEvent = { type: "peerChanged", peer: peer("admitted", "theirs", true) };

  it.each<[string, RoomEvent[], number]>([
    ["nothing comes from them any more", [stalled], 0],
    ["the media server has lost them", [{ type: "remoteChanged", remote: { quality: "lost" } }], 0],
    ["they fell out of the media room", [vanished], 6],
    ["their page is not heard of either", [vanished, silent], 0],
  ])("both read it unasked when %s", (_, events, seconds) => {
    expect(phone(later(run(together("lead"), ...events), seconds))).toContain("call_if_gone Dana 555");
    expect(phone(later(run(together("member"), ...events), seconds))).toContain("will_call_if_gone Dana 555");
  });

  it("nobody is sent to the phone because the other's page loads anew, or is silent while media go on", () => {
    expect(phone(later(run(together("lead"), vanished), 4))).toBe("");
    expect(phone(later(run(together("lead"), vanished, { type: "knocked", connection: "theirs" }), 20))).toBe("");
    expect(phone(run(together("lead"), silent))).toBe("");
  });

  it("the number goes once they are back", () => {
    const back: RoomEvent = { type: "remoteChanged", remote: { interrupted: false } };
    expect(phone(run(together("lead"), stalled, back))).toBe("");
  });

  it("the lead reads the number that was given at the door, not the one known before", () => {
    const came = run(together("lead"), { type: "callbackLearnt", phone: "777" }, stalled);
    expect(phone(came)).toContain("777");
    expect(phone(run(together("lead"), { type: "callbackLearnt", phone: "" }, stalled))).toContain("555");
  });

  it("the number given at this door is the one that counts", () => {
    let state = run(at("member"), { type: "doorChanged", form: { callback: "777" } }, { type: "entering" });
    state = run(
      state,
      { type: "entered", connection: "m", place: "admitted" },
      { type: "alarmed", alarm: "plaintext" },
    );
    expect(phone(state)).toContain("777");
  });

  it("says nothing where no number is known", () => {
    const state = run(
      at("lead", { fallback: { phone: "" } }),
      { type: "entering" },
      { type: "entered", connection: "m", place: "admitted" },
    );
    expect(phone(run(state, { type: "alarmed", alarm: "plaintext" }))).toBe("");
  });
});

describe("the plan", () => {
  it("stops all media after an alarm, and after refused keys, whatever comes later", () => {
    const alarmed = run(
      together("member"),
      { type: "alarmed", alarm: "plaintext" },
      { type: "mediaChanged", status: "connected" },
    );
    expect(plan(alarmed).connect).toBe(false);
    const refused = run(together("member"), {
      type: "keysChanged",
      keys: { status: "refused", why: "changed", words: [] },
    });
    expect(plan(refused).connect).toBe(false);
  });

  it("lets sound outlive the picture", () => {
    const poor = run(together("member"), { type: "audioOnlyChanged", to: "poor" });
    expect(plan(poor)).toMatchObject({ camera: false, microphone: true, connect: true, receiveVideo: true });
    const chosen = run(together("member"), { type: "audioOnlyChanged", to: "chosen" });
    expect(plan(chosen)).toMatchObject({ camera: false, microphone: true, connect: true, receiveVideo: false });
    const sparing = run(together("member"), { type: "sparingChanged", sparing: true });
    expect(plan(sparing)).toMatchObject({ camera: true, microphone: true, connect: true, receiveVideo: false });
    expect(plan(run(chosen, { type: "audioOnlyChanged", to: "no" }))).toMatchObject({
      camera: true,
      receiveVideo: true,
    });
  });

  it("opens the devices at the door already, and only what is wanted", () => {
    expect(plan(at("member"))).toMatchObject({ camera: true, microphone: true, connect: false });
    expect(plan(run(at("member"), { type: "wantChanged", device: "camera", wanted: false })).camera).toBe(false);
  });

  it("does not ask for media where there is none", () => {
    const without = run(
      at("lead", { media: { available: false, why: "x" } }),
      { type: "entering" },
      { type: "entered", connection: "m", place: "admitted" },
    );
    expect(plan(without)).toMatchObject({ connect: false, present: true });
  });
});

describe("the other person", () => {
  it("starts anew with a new connection", () => {
    const state = run(
      together("lead"),
      { type: "troubleTold", whose: "theirs", what: "video" },
      { type: "peerChanged", peer: peer("admitted", "newer") },
    );
    expect([state.remote, state.trouble.theirs]).toEqual([NOTHING, null]);
  });

  it("goes back to the waiting room's button when they come again", () => {
    const state = run(
      together("lead"),
      { type: "admitting", on: true },
      { type: "peerChanged", peer: peer("waiting", "newer") },
    );
    expect([state.peer.state, state.admitting]).toEqual(["waiting", false]);
  });
});

describe("messages", () => {
  const line = (id: string, mine = false) => ({ id, mine, name: "Dana", text: "x", at: "2026-11-24T20:00:00Z" });

  it("count as new until the panel is open, own ones never", () => {
    let state = run(together("member"), { type: "chatLoaded", lines: [line("1"), line("2", true)] });
    expect(state.chat.unread).toBe(1);
    state = run(state, { type: "chatLoaded", lines: [line("1"), line("2", true), line("3")] });
    expect(state.chat.unread).toBe(2);
    state = run(state, { type: "panelToggled", panel: "chat" }, { type: "chatLoaded", lines: [line("1"), line("4")] });
    expect(state.chat.unread).toBe(0);
  });

  it("that were read before a reload are not new after it, and what came meanwhile is", () => {
    const line = (id: string, mine = false) => ({ id, mine, name: "Dana", text: id, at: "2026-11-24T20:00:00Z" });
    const before = run(
      together("member"),
      { type: "chatLoaded", lines: [line("1"), line("2")] },
      { type: "panelToggled", panel: "chat" },
      { type: "panelToggled", panel: null },
    );
    expect(before.chat.readUpTo).toBe("2");
    const after = beginning(facts("member"), HABITS, NOW, { readUpTo: before.chat.readUpTo, draft: {} });
    expect(run(after, { type: "chatLoaded", lines: [line("1"), line("2")] }).chat.unread).toBe(0);
    expect(run(after, { type: "chatLoaded", lines: [line("1"), line("2"), line("3")] }).chat.unread).toBe(1);
    const elsewhere = beginning(facts("member"), HABITS, NOW, { readUpTo: "a line of another session", draft: {} });
    expect(run(elsewhere, { type: "chatLoaded", lines: [line("1")] }).chat.unread).toBe(1);
  });

  it("share the side with one panel at a time", () => {
    const state = run(
      together("lead"),
      { type: "panelToggled", panel: "chat" },
      { type: "panelToggled", panel: "more" },
    );
    expect(state.panel).toBe("more");
    expect(run(state, { type: "panelToggled", panel: "more" }).panel).toBeNull();
  });

  it("leave no address and no number in memory when the card is closed", () => {
    const card = {
      location: "Hudson",
      callback: "1",
      emergency_name: "R",
      emergency_phone: "2",
      alone: true,
      who_else: "",
      headphones: true,
      given_at: "",
    };
    const open = run(together("lead"), { type: "panelToggled", panel: "card" }, { type: "cardChanged", card });
    expect(run(open, { type: "panelToggled", panel: null }).card).toBeNull();
  });
});

describe("the reducer", () => {
  it("never leaves a state it can say nothing about, whatever happens in whatever order", () => {
    const events: RoomEvent[] = [
      { type: "entering" },
      { type: "entered", connection: "mine", place: "waiting" },
      { type: "entered", connection: "mine", place: "admitted" },
      { type: "admitted", connection: "mine" },
      { type: "stood", standing: standing() },
      { type: "stood", standing: standing({ mine: "waiting", peer: peer("left", null) }) },
      { type: "peerChanged", peer: peer("waiting") },
      { type: "peerChanged", peer: peer(null, null) },
      { type: "mediaChanged", status: "connected" },
      { type: "mediaChanged", status: "reconnecting" },
      { type: "mediaChanged", status: "off" },
      { type: "remoteChanged", remote: { present: true } },
      { type: "remoteChanged", remote: { interrupted: true } },
      { type: "keysChanged", keys: { status: "refused", why: "changed", words: [] } },
      { type: "alarmed", alarm: "plaintext" },
      { type: "left" },
      { type: "returning" },
      { type: "ended", how: "ended" },
      { type: "removed", connection: "mine" },
      { type: "signedOut" },
      { type: "panelToggled", panel: "card" },
      { type: "ticked", now: NOW + 60_000 },
    ];
    let seed = 7;
    const dice = (sides: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * sides);
    };
    for (let round = 0; round < 300; round++) {
      let state = at(round % 2 ? "lead" : "member");
      for (let step = 0; step < 40; step++) {
        const event = events[dice(events.length)];
        if (!event) continue;
        state = reduce(state, event);
        const wanted = plan(state);
        if (state.phase === "over")
          expect([wanted.connect, wanted.camera, wanted.present]).toEqual([false, false, false]);
        if (state.alarm || state.keys.status === "refused") expect(wanted.connect).toBe(false);
        if (wanted.connect) expect(state.phase).toBe("room");
        if (state.phase === "room" || state.phase === "waiting") expect(state.connection).not.toBeNull();
        for (const saying of [tile(state)?.title, phone(state), timeLeft(state).text])
          expect(saying ?? "").not.toContain("undefined");
        expect((state.phase === "over") === (state.over !== null)).toBe(true);
      }
    }
  });
});
