import type { View } from "../acts";
import { fails } from "../plan";
import { callback, phone, remarks, speaker, tile } from "../says";
import { BlurQuestion } from "./devices";
import { Dialled } from "./dial";
import { Icon } from "./icons";
import { SelfView } from "./selfview";
import { Video } from "./video";

type Room = { readonly room: View };

/** The other person, large; what is to be said about them; ourselves, small. */
export function Stage({ room }: Room) {
  const { state, tracks, acts } = room;
  const say = speaker(state);
  const saying = tile(state);
  const said = remarks(state);
  const lead = state.facts.me.part === "lead";
  const shows = tracks.theirScreen !== null && state.remote.screen;
  const sees = tracks.theirCamera !== null && state.remote.camera;
  return (
    <section class="stage" aria-label={say("their_picture")}>
      {shows && tracks.theirScreen && (
        <Video track={tracks.theirScreen} label={say("their_screen")} kind="screen" whose="theirs" />
      )}
      {sees && tracks.theirCamera && (
        <div class={shows ? "beside" : "large-picture"}>
          <Video track={tracks.theirCamera} label={say("their_picture")} kind="camera" whose="theirs" />
        </div>
      )}
      {!shows && !sees && !saying && <Face room={room} />}
      {saying && (
        <div class={`saying ${saying.tone}${shows || sees ? " over-picture" : ""}`}>
          {!shows && !sees && <Face room={room} />}
          <p class="saying-title">{saying.title}</p>
          {saying.note && <p>{saying.note}</p>}
          <Ways room={room} />
        </div>
      )}
      {!saying && <Phone room={room} />}
      {state.sound === "blocked" && tracks.theirMicrophone && (
        <button type="button" class="button primary tap-to-hear" onClick={() => acts.hear("playing")}>
          <Icon name="Speaker" />
          {say("tap_to_hear")}
        </button>
      )}
      <div class="stage-foot">
        <span class="pill">{state.facts.other.firstName}</span>
        {lead && (
          <button
            type="button"
            class="pill pill-button"
            aria-expanded={state.panel === "card"}
            onClick={() => acts.loadCard()}
          >
            <Icon name="Place" />
            {say("card_open")}
          </button>
        )}
        {said.map(({ text, tone }) => (
          <span key={text} class={`pill ${tone}`}>
            {text}
          </span>
        ))}
        {(["microphone", "camera"] as const)
          .filter((device) => fails(state, device))
          .map((device) => (
            <button
              key={device}
              type="button"
              class="pill pill-button trouble"
              aria-expanded={state.panel === "more"}
              onClick={() => acts.show("more")}
            >
              {say(`${device}_fails`)}
            </button>
          ))}
        {state.audioOnly === "poor" && (
          <button type="button" class="pill pill-button" onClick={() => acts.tryCamera()}>
            {say("own_video_again")}
          </button>
        )}
        {state.sharing && <span class="pill sage">{say("your_screen")}</span>}
      </div>
      <SelfView room={room} />
      {/* Beside its switch where that is open: on a phone the panel covers what stands here. */}
      {state.panel !== "more" && <BlurQuestion room={room} />}
    </section>
  );
}

/** Initials where there is no picture. */
function Face({ room }: Room) {
  return (
    <span class="avatar huge" aria-hidden="true">
      {room.state.facts.other.initials}
    </span>
  );
}

/** Whom the phone will ring with, when video does not do. Who is to call can tap the number. */
function Phone({ room }: Room) {
  const { state } = room;
  const say = speaker(state);
  const text = phone(state);
  if (!text) return null;
  return (
    <p class="phone" role="status">
      <Icon name="Phone" />
      <span>
        {state.trouble.theirs && `${say("trouble_theirs")} `}
        {state.trouble.mine && state.peer.connection && `${say("trouble_mine")} `}
        <strong>
          <Dialled text={text} number={state.facts.me.part === "lead" ? callback(state) : ""} />
        </strong>
      </span>
    </p>
  );
}

/** The one thing to do about what the tile says. */
function Ways({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const lead = state.facts.me.part === "lead";
  return (
    <>
      {lead && state.peer.state === "waiting" && state.keys.status !== "refused" && !state.alarm && (
        <button type="button" class="button primary let-in" disabled={state.admitting} onClick={() => acts.admit()}>
          {say(state.admitting ? "letting_in" : "let_in")}
        </button>
      )}
      {state.media.status === "failed" && !state.alarm && (
        <button type="button" class="button primary" onClick={() => acts.rejoin()}>
          <Icon name="Again" />
          {say("rejoin")}
        </button>
      )}
      {state.media.status === "reconnecting" && (
        <button type="button" class="button" onClick={() => acts.rejoin()}>
          <Icon name="Again" />
          {say("rejoin")}
        </button>
      )}
      {!state.facts.media.available && (
        <button type="button" class="button" onClick={() => acts.rejoin()}>
          <Icon name="Again" />
          {say("try_again")}
        </button>
      )}
      <Phone room={room} />
    </>
  );
}
