import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { View } from "../acts";
import { fails } from "../plan";
import { speaker, spoken, tile } from "../says";
import { LeaveDialog, WordsDialog } from "./asking";
import { Controls } from "./controls";
import { Door } from "./door";
import { HelpDialog } from "./help";
import { Over } from "./over";
import { CardPanel, Chat, More } from "./panels";
import { Sound } from "./sound";
import { Stage } from "./stage";
import { Waiting } from "./waiting";

type Room = { readonly room: View };

export function App({ room }: Room) {
  const { phase } = room.state;
  return (
    <>
      {(phase === "door" || phase === "entering") && <Door room={room} />}
      {phase === "waiting" && <Waiting room={room} />}
      {phase === "room" && <InRoom room={room} />}
      {phase === "over" && <Over room={room} />}
      {room.state.panel === "help" && <HelpDialog room={room} />}
      <Voice room={room} />
      <Announcer room={room} />
    </>
  );
}

function InRoom({ room }: Room) {
  const { state } = room;
  const say = speaker(state);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="room" data-panel={state.panel ?? "none"}>
      <div class="room-main">
        <main class="stage-area">
          <h1 class="unseen" ref={heading} tabIndex={-1}>
            {say("app_title")}
          </h1>
          <Stage room={room} />
        </main>
        {state.panel === "chat" && <Chat room={room} />}
        {state.panel === "more" && <More room={room} />}
        {state.panel === "card" && <CardPanel room={room} />}
      </div>
      <Controls room={room} />
      {state.panel === "words" && <WordsDialog room={room} />}
      {state.panel === "leave" && <LeaveDialog room={room} />}
    </div>
  );
}

/** The voice outlives every change of the picture: it is rendered once, outside of all phases. */
function Voice({ room }: Room) {
  const { state, tracks, acts } = room;
  const [taps, setTaps] = useState(0);
  const blocked = useRef(false);
  const { hear } = acts;
  const told = useCallback((sound: "playing" | "blocked") => hear(sound), [hear]);
  useEffect(() => {
    // "Playing" while it was blocked means that somebody tapped.
    if (blocked.current && state.sound === "playing") setTaps((count) => count + 1);
    blocked.current = state.sound === "blocked";
  }, [state.sound]);
  if (!tracks.theirMicrophone || state.phase !== "room") return null;
  return <Sound track={tracks.theirMicrophone} speaker={state.devices.chosen.speaker} taps={taps} hear={told} />;
}

/** Says once, to a screen reader, what others see change. */
function Announcer({ room }: Room) {
  const { state } = room;
  const say = speaker(state);
  const saying = tile(state);
  const lines = [
    state.phase === "room" ? (saying ? spoken(saying) : say("say_in_room")) : "",
    state.phase === "room" && state.remote.present && !state.remote.microphone ? say("their_muted") : "",
    state.phase === "room" && state.chat.unread > 0 ? say("say_message") : "",
  ];
  const own =
    state.phase === "room" || state.phase === "waiting"
      ? [
          say(fails(state, "microphone") ? "microphone_fails" : state.microphone.wanted ? "say_unmuted" : "say_muted"),
          say(fails(state, "camera") ? "camera_fails" : state.camera.wanted ? "say_camera_on" : "say_camera_off"),
        ]
      : [];
  return (
    <div class="unseen" role="status" aria-live="polite">
      {[...lines, ...own].map((line, at) => (
        <p key={at}>{line}</p>
      ))}
    </div>
  );
}
