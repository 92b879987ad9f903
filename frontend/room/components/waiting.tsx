import { useState } from "preact/hooks";
import type { View } from "../acts";
import { phone, speaker } from "../says";
import { BlurQuestion, Chooser, DeviceTrouble, SpeakerTest, Toggle } from "./devices";
import { Heading } from "./heading";
import { Top } from "./help";
import { Icon } from "./icons";
import { Level } from "./level";
import { Video } from "./video";

/** Calm: nothing moves, nothing counts down. */
export function Waiting({ room }: { readonly room: View }) {
  const { state, tracks, acts } = room;
  const say = speaker(state);
  const [testing, setTesting] = useState(false);
  const number = phone(state);
  return (
    <main class="waiting">
      <Top room={room} />
      <div class="waiting-body">
        <span class="avatar" aria-hidden="true">
          {state.facts.other.initials}
        </span>
        <Heading>{say("waiting_title")}</Heading>
        <p class="large">{say("waiting_body")}</p>
        <p class="muted">
          {say("with_name")} · {state.facts.session.when}
        </p>
        {state.peer.connection === null && <p class="muted">{say("waiting_lead_absent")}</p>}
        <p class="muted">
          {say("waiting_stay")} {state.facts.urls.home && say("waiting_keeps")}
        </p>
        {(state.stream === "lost" || !state.online) && (
          <p class="remark clay" role="status">
            {say(state.online ? "waiting_lost" : "offline_note")}
          </p>
        )}
        {!state.facts.media.available && <p class="remark clay">{say("no_video")}</p>}
        {number && <p class="remark sky">{number}</p>}
        <BlurQuestion room={room} />
        <DeviceTrouble room={room} device="camera" />
        <DeviceTrouble room={room} device="microphone" />
        <div class="waiting-actions">
          <Toggle room={room} device="microphone" />
          <Toggle room={room} device="camera" />
          <button
            type="button"
            class="button"
            aria-expanded={testing}
            aria-controls="testing"
            onClick={() => setTesting(!testing)}
          >
            <Icon name="Headphones" />
            {say("waiting_again")}
          </button>
          <button type="button" class="button quiet" onClick={() => acts.leave()}>
            <Icon name="Leave" />
            {say("waiting_leave")}
          </button>
        </div>
        <div id="testing" class="card testing" hidden={!testing}>
          {testing && (
            <>
              {tracks.camera && state.selfView && (
                <div class="preview-picture">
                  <Video track={tracks.camera} label={say("your_picture")} kind="camera" mirrored whose="mine" />
                </div>
              )}
              <div class="level-row">
                <Icon name="Mic" />
                <Level track={tracks.microphone} label={say("level")} />
              </div>
              <p class="hint small">{say("level_hint")}</p>
              <div class="choosers">
                <Chooser room={room} device="camera" />
                <Chooser room={room} device="microphone" />
                <Chooser room={room} device="speaker" />
              </div>
              <SpeakerTest room={room} />
            </>
          )}
        </div>
      </div>
    </main>
  );
}
