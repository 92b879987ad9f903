import { useState } from "preact/hooks";
import type { View } from "../acts";
import { allowWord } from "../browser";
import { isPossible } from "../capture";
import type { DeviceKind } from "../model";
import { fails, isCovered } from "../plan";
import { speaker } from "../says";
import { playTest } from "../sound";
import { Icon } from "./icons";
import { Level } from "./level";
import { Video } from "./video";

type Room = { readonly room: View };

/** What is wrong with a device and what to do about it; nothing when it works. */
export function DeviceTrouble({ room, device }: Room & { readonly device: "camera" | "microphone" }) {
  const { state, acts } = room;
  const say = speaker(state);
  const { status } = state[device];
  if (status === "on" || status === "off") return null;
  const help = !isPossible()
    ? say("insecure")
    : status === "refused"
      ? say(allowWord(navigator.userAgent, navigator.maxTouchPoints))
      : "";
  return (
    <div class={status === "asking" ? "hint" : "remark clay"} role={status === "asking" ? undefined : "alert"}>
      <p>{say(`${device}_${status}`)}</p>
      {help && <p class="small">{help}</p>}
      {status !== "asking" && (
        <button type="button" class="button" onClick={() => acts.retry(device)}>
          <Icon name="Again" />
          {say("try_again")}
        </button>
      )}
    </div>
  );
}

/** Blur does not go here: what then? Until it is answered the camera stays off. */
export function BlurQuestion({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  if (!isCovered(state) || !state.camera.wanted) return null;
  return (
    <div class="remark clay blur-question" role="alert">
      <p>{say(state.blur === "slow" ? "blur_slow" : "blur_failed")}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => acts.showRoom()}>
          {say("blur_show_room")}
        </button>
        <button type="button" class="button" onClick={() => acts.keepCameraOff()}>
          {say("blur_camera_off")}
        </button>
      </div>
    </div>
  );
}

export function Chooser({ room, device }: Room & { readonly device: DeviceKind }) {
  const { state, acts } = room;
  const say = speaker(state);
  const found = state.devices.found[device];
  if (found.length === 0 || (device === "speaker" && !("setSinkId" in HTMLMediaElement.prototype))) return null;
  const chosen = state.devices.chosen[device];
  return (
    <div class="field">
      <label for={`choose-${device}`}>{say(device)}</label>
      <select
        id={`choose-${device}`}
        value={chosen}
        onChange={(event) => acts.choose(device, event.currentTarget.value)}
      >
        <option value="">{say("default_device")}</option>
        {found.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A switch that says what it does and whether it is on. */
export function Switch(props: {
  readonly label: string;
  readonly on: boolean;
  readonly note?: string;
  readonly onChange: () => void;
}) {
  return (
    <label class="switch">
      <input type="checkbox" role="switch" checked={props.on} aria-checked={props.on} onChange={props.onChange} />
      <span>
        {props.label}
        {props.note && <small>{props.note}</small>}
      </span>
    </label>
  );
}

export function SelfViewSwitch({ room }: Room) {
  const { state, acts } = room;
  return (
    <Switch label={speaker(state)("self_view_hide")} on={!state.selfView} onChange={() => acts.toggleSelfView()} />
  );
}

function EffectSwitch({ room, effect }: Room & { readonly effect: "blur" | "quiet" }) {
  const { state, acts } = room;
  const say = speaker(state);
  const is = state[effect];
  const note = is === "starting" ? say("effect_starting") : is === "failed" ? say("effect_failed") : "";
  return (
    <Switch
      label={say(effect)}
      on={is === "starting" || is === "on"}
      note={is === "slow" ? say("effect_slow") : note}
      onChange={() => acts.toggleEffect(effect)}
    />
  );
}

export const BlurSwitch = ({ room }: Room) => <EffectSwitch room={room} effect="blur" />;
export const QuietSwitch = ({ room }: Room) => <EffectSwitch room={room} effect="quiet" />;

export function SpeakerTest({ room }: Room) {
  const say = speaker(room.state);
  const [playing, setPlaying] = useState(false);
  const play = () => {
    setPlaying(true);
    void playTest(room.state.devices.chosen.speaker).finally(() => setPlaying(false));
  };
  return (
    <div class="tested">
      <button type="button" class="button" onClick={play} disabled={playing}>
        <Icon name="Speaker" />
        {playing ? say("test_playing") : say("test_sound")}
      </button>
      <small>{say("test_hint")}</small>
    </div>
  );
}

/** The own picture at the door, with the two switches that matter under it. */
export function Preview({ room }: Room) {
  const { state, tracks } = room;
  const say = speaker(state);
  return (
    <div class="preview">
      <div class="preview-picture">
        {tracks.camera && state.selfView ? (
          <Video track={tracks.camera} label={say("your_picture")} kind="camera" mirrored whose="mine" />
        ) : (
          <p class="preview-none">
            <Icon name={tracks.camera ? "EyeOff" : "VideoOff"} />
            {tracks.camera
              ? say("self_view_hidden")
              : say(state.camera.status === "asking" ? "camera_asking" : "camera_off")}
          </p>
        )}
        <div class="preview-controls">
          <Toggle room={room} device="microphone" />
          <Toggle room={room} device="camera" />
        </div>
      </div>
      <div class="level-row">
        <Icon name={state.microphone.status === "on" ? "Mic" : "MicOff"} />
        <Level track={tracks.microphone} label={say("level")} />
      </div>
      {state.microphone.status === "on" && <p class="hint small">{say("level_hint")}</p>}
      <BlurQuestion room={room} />
      <DeviceTrouble room={room} device="camera" />
      <DeviceTrouble room={room} device="microphone" />
    </div>
  );
}

/** Round button for microphone or camera; the name says what a press does. */
export function Toggle({ room, device }: Room & { readonly device: "camera" | "microphone" }) {
  const { state, acts } = room;
  const say = speaker(state);
  const works = state[device].status === "on" || state[device].status === "asking";
  const on = state[device].wanted && works;
  const name = device === "microphone" ? say(on ? "mute" : "unmute") : say(on ? "camera_stop" : "camera_start");
  const icon = device === "microphone" ? (on ? "Mic" : "MicOff") : on ? "Video" : "VideoOff";
  return (
    <button
      type="button"
      class={`round ${on ? "is-on" : "is-off"}`}
      aria-label={name}
      title={name}
      aria-keyshortcuts={device === "microphone" ? "m" : "v"}
      data-control={device}
      onClick={() => (fails(state, device) ? acts.retry(device) : acts.toggle(device))}
    >
      <Icon name={icon} />
    </button>
  );
}
