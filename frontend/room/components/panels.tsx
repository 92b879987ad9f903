import { useEffect, useRef, useState } from "preact/hooks";
import type { View } from "../acts";
import { pieces } from "../links";
import { clock, speaker } from "../says";
import {
  BlurQuestion,
  BlurSwitch,
  Chooser,
  DeviceTrouble,
  QuietSwitch,
  SelfViewSwitch,
  SpeakerTest,
  Switch,
} from "./devices";
import { Dial } from "./dial";
import { HelpButton } from "./help";
import { Icon } from "./icons";
import { Side } from "./side";

type Room = { readonly room: View };

export function Chat({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const [text, setText] = useState("");
  const end = useRef<HTMLLIElement>(null);
  const { lines, sending, failed } = state.chat;
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [lines.length]);
  const send = async () => {
    if (text.trim() && !sending && (await acts.write(text.trim()))) setText("");
  };
  return (
    <Side title={say("chat_title")} close={say("close")} onClose={() => acts.show(null)}>
      <p class="muted small">{say("chat_note")}</p>
      <ol class="lines" aria-live="polite">
        {lines.length === 0 && <li class="muted">{say("chat_empty")}</li>}
        {lines.map((line, at) => (
          <li key={line.id} class={line.mine ? "line mine" : "line"} ref={at === lines.length - 1 ? end : null}>
            <small>
              {line.mine ? say("chat_mine") : line.name} ·{" "}
              {clock(Date.parse(line.at), state.facts.session.zone, document.documentElement.lang)}
            </small>
            <p>
              {pieces(line.text).map((piece) =>
                piece.href ? (
                  <a key={piece.href} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
                    {piece.text}
                    <span class="unseen"> ({say("link_opens")})</span>
                  </a>
                ) : (
                  piece.text
                ),
              )}
            </p>
          </li>
        ))}
      </ol>
      <form
        class="write"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label for="write" class="unseen">
          {say("chat_write")}
        </label>
        <textarea
          id="write"
          rows={2}
          maxLength={4000}
          placeholder={say("chat_write")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" class="round" aria-label={say("chat_send")} disabled={sending || !text.trim()}>
          <Icon name="Send" />
        </button>
        {failed && (
          <p class="error" role="alert">
            {say("chat_failed")}
          </p>
        )}
      </form>
    </Side>
  );
}

export function More({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const lead = state.facts.me.part === "lead";
  const [asking, setAsking] = useState(false);
  return (
    <Side title={say("more_title")} close={say("close")} onClose={() => acts.show(null)}>
      <section class="settings" aria-labelledby="more-picture">
        <h3 id="more-picture">{say("more_picture")}</h3>
        <SelfViewSwitch room={room} />
        <BlurSwitch room={room} />
        <BlurQuestion room={room} />
        <Switch
          label={say("audio_only")}
          note={say("audio_only_hint")}
          on={state.audioOnly === "chosen"}
          onChange={() => acts.toggleAudioOnly()}
        />
        <DeviceTrouble room={room} device="camera" />
        <Chooser room={room} device="camera" />
      </section>
      <section class="settings" aria-labelledby="more-sound">
        <h3 id="more-sound">{say("more_sound")}</h3>
        <QuietSwitch room={room} />
        <DeviceTrouble room={room} device="microphone" />
        <Chooser room={room} device="microphone" />
        <Chooser room={room} device="speaker" />
        <SpeakerTest room={room} />
      </section>
      <div class="side-end">
        <button type="button" class="button wide" onClick={() => acts.tellTrouble("video")}>
          <Icon name="Phone" />
          {say("no_video_works")}
        </button>
        {lead && state.peer.connection && !asking && (
          <button type="button" class="button wide danger" onClick={() => setAsking(true)}>
            {say("remove_person")}
          </button>
        )}
        {asking && (
          <div class="remark rose" role="alert">
            <p>{say("remove_sure")}</p>
            <button type="button" class="button danger" onClick={() => acts.remove()}>
              {say("remove_person")}
            </button>
            <button type="button" class="button quiet" onClick={() => setAsking(false)}>
              {say("cancel")}
            </button>
          </div>
        )}
        <HelpButton room={room} />
        <p class="muted small">{say("shortcuts")}</p>
      </div>
    </Side>
  );
}

/** Where the member is and whom to call, for the lead's eyes. */
export function CardPanel({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const { card } = state;
  return (
    <Side title={say("card_title")} close={say("close")} onClose={() => acts.show(null)}>
      {card === "failed" && (
        <div class="remark clay" role="alert">
          <p>{say("card_failed")}</p>
          <button type="button" class="button" onClick={() => acts.loadCard()}>
            {say("try_again")}
          </button>
        </div>
      )}
      {(card === "loading" || card === null) && <p class="muted">{say("card_loading")}</p>}
      {typeof card === "object" && card !== null && (
        <>
          <dl class="facts">
            <dt>{say("card_where")}</dt>
            <dd class="fact">{card.location}</dd>
            <dt>{say("card_callback")}</dt>
            <dd>
              <Dial number={card.callback} />
            </dd>
            <dt>{say("card_emergency")}</dt>
            <dd>
              {card.emergency_name}
              <Dial number={card.emergency_phone} />
            </dd>
          </dl>
          <p>
            {card.alone ? say("card_alone") : say("card_not_alone", { who: card.who_else })}{" "}
            {say(card.headphones ? "card_headphones_yes" : "card_headphones_no")}
          </p>
          <p class="muted small">
            {say("card_given", {
              time: clock(Date.parse(card.given_at), state.facts.session.zone, document.documentElement.lang),
            })}
          </p>
        </>
      )}
    </Side>
  );
}
