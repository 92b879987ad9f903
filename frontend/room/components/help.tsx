import type { View } from "../acts";
import { speaker } from "../says";
import { Dialog } from "./dialog";
import { Icon } from "./icons";

type Room = { readonly room: View };

/** Above door, waiting room and farewell: the way back, and help in a crisis. */
export function Top({ room }: Room) {
  const { state } = room;
  const say = speaker(state);
  return (
    <nav class="top" aria-label={say("elsewhere")}>
      {state.facts.urls.home && (
        <a class="button quiet" href={state.facts.urls.home}>
          <Icon name="House" />
          {say("home_short")}
        </a>
      )}
      <HelpButton room={room} />
    </nav>
  );
}

export function HelpButton({ room }: Room) {
  const say = speaker(room.state);
  return (
    <button type="button" class="button help" data-control="help" onClick={() => room.acts.show("help")}>
      <Icon name="Help" />
      {say("help_now")}
    </button>
  );
}

/** The numbers that the practice set, without leaving the page: nothing typed and no place is lost. */
export function HelpDialog({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const { lines, practice } = state.facts.help;
  return (
    <Dialog title={say("help_now")} close={say("close")} onClose={() => acts.show(null)}>
      <p>{say("help_body")}</p>
      <ul class="help-lines">
        {lines.map(({ label, number }) => (
          <li key={`${label} ${number}`}>
            <HelpLine label={label} number={number} />
          </li>
        ))}
        {practice && (
          <li>
            <HelpLine label={state.facts.session.practice} number={practice} note={say("office_hours")} />
          </li>
        )}
      </ul>
      <p class="muted small">{say("help_private")}</p>
    </Dialog>
  );
}

function HelpLine(props: { readonly label: string; readonly number: string; readonly note?: string }) {
  return (
    <a class="help-line" href={`tel:${props.number.replace(/[^\d+]/g, "")}`}>
      <Icon name="Phone" />
      <span>
        {props.label}
        {props.note && <small> · {props.note}</small>}
        <strong>{props.number}</strong>
      </span>
    </a>
  );
}
