import { useEffect, useRef } from "preact/hooks";
import type { View } from "../acts";
import type { DoorForm } from "../model";
import { speaker } from "../says";
import { BlurSwitch, Chooser, Preview, QuietSwitch, SelfViewSwitch, SpeakerTest } from "./devices";
import { Heading } from "./heading";
import { Top } from "./help";
import { Icon } from "./icons";

type Room = { readonly room: View };

/** Before going in: what you look and sound like, where you are, who hears, what you agree to. */
export function Door({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const { facts, door } = state;
  const lead = facts.me.part === "lead";
  const entering = state.phase === "entering";
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(door.errors).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [door.errors]);
  return (
    <main class="door">
      <Top room={room} />
      <header class="door-head">
        <Heading>{say(lead ? "door_title_lead" : "door_title_member")}</Heading>
        <p class="muted">
          {say("with_name")} · {facts.session.when}
        </p>
      </header>
      {!state.able && (
        <p class="remark rose" role="alert">
          {say("browser_too_old")}
        </p>
      )}
      {!facts.media.available && (
        <div class="remark clay" role="alert">
          <p>{say("no_video")}</p>
          <p class="small">
            {facts.media.why} {say(lead ? "no_video_lead" : "no_video_member")}
          </p>
        </div>
      )}
      <form
        ref={form}
        class="door-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          acts.goIn();
        }}
      >
        <div class="door-check">
          <section class="card" aria-labelledby="check">
            <h2 id="check">{say("check_title")}</h2>
            <Preview room={room} />
          </section>
          {door.asked && <Settings room={room} />}
        </div>
        <div class="door-answers">
          {!door.asked && <Settings room={room} />}
          {door.asked && <Where room={room} />}
          {door.asked && <Privacy room={room} />}
          {door.asked && facts.door.consent && !facts.door.consent.signed && <Consent room={room} />}
        </div>
        <div class="door-end">
          {door.problem && (
            <p class="remark clay" role="alert">
              {door.problem}
            </p>
          )}
          {Object.keys(door.errors).length > 0 && (
            <p class="remark clay" role="alert">
              {say("door_errors")}
            </p>
          )}
          <button type="submit" class="button primary wide" disabled={entering || !state.able}>
            {entering ? say("entering") : say(enterWord(room))}
          </button>
        </div>
      </form>
    </main>
  );
}

function Settings({ room }: Room) {
  return (
    <div class="card">
      <SpeakerTest room={room} />
      <div>
        <SelfViewSwitch room={room} />
        <BlurSwitch room={room} />
        <QuietSwitch room={room} />
      </div>
      <details class="what">
        <summary>{speaker(room.state)("more_devices")}</summary>
        <div class="choosers">
          <Chooser room={room} device="camera" />
          <Chooser room={room} device="microphone" />
          <Chooser room={room} device="speaker" />
        </div>
      </details>
    </div>
  );
}

function enterWord({ state }: View) {
  const blind = state.camera.status !== "on" && state.camera.status !== "asking";
  const dumb = state.microphone.status !== "on" && state.microphone.status !== "asking";
  if (blind && dumb) return "go_in_listen";
  if (blind && state.camera.wanted) return "go_in_sound";
  if (state.door.asked) return "go_waiting";
  return state.facts.me.part === "member" ? "over_left_again" : "go_in";
}

type TextField = Exclude<keyof DoorForm, "alone" | "headphones" | "consent">;

function Text(props: {
  readonly room: View;
  readonly name: TextField;
  readonly hint?: string;
  readonly type?: "text" | "tel";
  readonly autocomplete?: string;
}) {
  const { state, acts } = props.room;
  const { name } = props;
  const say = speaker(state);
  const error = state.door.errors[name];
  const described = [props.hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={name}>{say(name)}</label>
      {props.hint && (
        <small id={`${name}-hint`} class="hint">
          {props.hint}
        </small>
      )}
      {error && (
        <p id={`${name}-error`} class="error">
          <Icon name="Alert" />
          {error}
        </p>
      )}
      <input
        id={name}
        name={name}
        type={props.type ?? "text"}
        value={state.door.form[name]}
        autocomplete={props.autocomplete ?? "off"}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={described || undefined}
        onInput={(event) => acts.changeDoor({ [name]: event.currentTarget.value })}
      />
    </div>
  );
}

function Where({ room }: Room) {
  const say = speaker(room.state);
  const known = Boolean(room.state.facts.door.answers?.emergency_name);
  return (
    <section class="card" aria-labelledby="where">
      <h2 id="where">{say("where_title")}</h2>
      <p class="muted">{say("where_hint")}</p>
      <Text room={room} name="location" hint={say("location_hint")} />
      <Text room={room} name="callback" hint={say("callback_hint")} type="tel" autocomplete="tel" />
      <fieldset>
        <legend>{say("emergency_title")}</legend>
        <p class="muted small">{say(known ? "emergency_hint" : "emergency_hint_first")}</p>
        <div class="pair">
          <Text room={room} name="emergency_name" />
          <Text room={room} name="emergency_phone" type="tel" />
        </div>
      </fieldset>
    </section>
  );
}

function Privacy({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const { alone, headphones } = state.door.form;
  const error = alone === null ? state.door.errors.who_else : undefined;
  const choice = (value: boolean, text: string) => (
    <label class="choice">
      <input
        type="radio"
        name="alone"
        checked={alone === value}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? "alone-error" : undefined}
        onChange={() => acts.changeDoor({ alone: value, who_else: state.door.form.who_else })}
      />
      <span>{text}</span>
    </label>
  );
  return (
    <section class="card" aria-labelledby="privacy">
      <fieldset>
        <legend id="privacy" class="h2">
          {say("privacy_title")}
        </legend>
        {error && (
          <p id="alone-error" class="error">
            <Icon name="Alert" />
            {error}
          </p>
        )}
        <div class="choices">
          {choice(true, say("alone"))}
          {choice(false, say("not_alone"))}
        </div>
      </fieldset>
      {alone === false && <Text room={room} name="who_else" />}
      <label class="choice">
        <input
          type="checkbox"
          checked={headphones}
          onChange={(event) => acts.changeDoor({ headphones: event.currentTarget.checked })}
        />
        <span>
          {say("headphones")}
          <small>{say("headphones_hint")}</small>
        </span>
      </label>
    </section>
  );
}

function Consent({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const error = state.door.errors.consent_version;
  return (
    <section class="card" aria-labelledby="consent">
      <h2 id="consent">{say("consent_title")}</h2>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable text */}
      {/* biome-ignore lint/a11y/useSemanticElements: no fieldset, and no second landmark of the same name */}
      <div class="consent-text" role="group" tabIndex={0} aria-labelledby="consent">
        {(state.facts.door.consent?.text ?? []).map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
      {error && (
        <p id="consent-error" class="error">
          <Icon name="Alert" />
          {error}
        </p>
      )}
      <label class="choice">
        <input
          type="checkbox"
          name="consent"
          checked={state.door.form.consent}
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? "consent-error" : undefined}
          onChange={(event) => acts.changeDoor({ consent: event.currentTarget.checked })}
        />
        <span>{say("consent_agree")}</span>
      </label>
    </section>
  );
}
