import type { View } from "../acts";
import { canShareScreen } from "../capture";
import { clock, speaker, timeLeft } from "../says";
import { Toggle } from "./devices";
import { Icon, type IconName } from "./icons";

type Room = { readonly room: View };

function Round(props: {
  readonly name: string;
  readonly icon: IconName;
  readonly on?: boolean | undefined;
  readonly expanded?: boolean;
  readonly control: string;
  readonly count?: number;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      class={`round quiet${props.on || props.expanded ? " is-chosen" : ""}`}
      aria-label={props.name}
      aria-pressed={props.on}
      aria-expanded={props.expanded}
      title={props.name}
      data-control={props.control}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
      {Boolean(props.count) && <span class="count">{props.count}</span>}
    </button>
  );
}

/** Below the picture: what is private, what one can do, how long it goes on. */
export function Controls({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const lead = state.facts.me.part === "lead";
  const { unread } = state.chat;
  const left = timeLeft(state);
  return (
    <footer class="bar">
      <p class="private">
        <Icon name="Lock" />
        <Privacy room={room} />
      </p>
      <div class="controls" role="toolbar" aria-label={say("controls")}>
        <Toggle room={room} device="microphone" />
        <Toggle room={room} device="camera" />
        {canShareScreen() && (
          <Round
            control="screen"
            name={say(state.sharing ? "screen_stop" : "screen_share")}
            icon={state.sharing ? "ScreenOff" : "Screen"}
            on={state.sharing}
            onClick={() => acts.toggleScreen()}
          />
        )}
        <Round
          control="chat"
          name={unread > 0 ? say("chat_unread", { count: unread }) : say("chat")}
          icon="Chat"
          count={unread}
          expanded={state.panel === "chat"}
          onClick={() => acts.show("chat")}
        />
        <Round
          control="more"
          name={say("more")}
          icon="More"
          expanded={state.panel === "more"}
          onClick={() => acts.show("more")}
        />
        <button type="button" class="leave" data-control="leave" onClick={() => acts.show("leave")}>
          {say(lead ? "end" : "leave")}
        </button>
      </div>
      <p class={`time${left.late ? " late" : ""}`}>
        <span class="clock">{clock(state.now, state.facts.session.zone, document.documentElement.lang)} · </span>
        {left.text}
      </p>
    </footer>
  );
}

function Privacy({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const { status } = state.keys;
  if (status !== "ready") return <span>{say(status === "agreeing" ? "private_checking" : "private_waiting")}</span>;
  return (
    <span>
      {say("private_to_two")} ·{" "}
      <button type="button" class="link" data-control="words" onClick={() => acts.show("words")}>
        {say("check_words")}
      </button>
    </span>
  );
}
