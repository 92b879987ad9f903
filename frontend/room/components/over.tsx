import type { View } from "../acts";
import type { Over as Why } from "../model";
import { callback, speaker } from "../says";
import type { WordName } from "../words";
import { Dial, Dialled } from "./dial";
import { Heading } from "./heading";
import { HelpButton } from "./help";

const SAID: Record<Why, { readonly title: WordName; readonly body: WordName; readonly back: WordName | null }> = {
  ended: { title: "over_ended", body: "over_ended_body", back: null },
  left: { title: "over_left", body: "over_left_body", back: "over_left_again" },
  replaced: { title: "over_replaced", body: "over_replaced_body", back: "over_replaced_again" },
  removed: { title: "over_removed", body: "over_removed_body", back: null },
  signed_out: { title: "over_signed_out", body: "over_signed_out_body", back: null },
};

/** Afterwards: what happened, and the one or two ways on. */
export function Over({ room }: { readonly room: View }) {
  const { state, acts } = room;
  const say = speaker(state);
  const why = state.over?.why ?? "ended";
  const technical = why === "ended" && state.over?.how === "technical_failure";
  const number = callback(state);
  const { title, body, back } = SAID[why];
  const lead = state.facts.me.part === "lead";
  return (
    <main class="over">
      <div class="over-body">
        <Heading>{say(technical ? "over_technical" : title)}</Heading>
        {technical && number ? (
          <p class="large">
            <Dialled
              text={say(lead ? "over_technical_lead" : "over_technical_member", { phone: number })}
              number={lead ? number : ""}
            />
          </p>
        ) : (
          <p class="large muted">{say(body)}</p>
        )}
        {why === "removed" && state.facts.help.practice && <Dial number={state.facts.help.practice} />}
        <div class="over-actions">
          {back && (
            <button type="button" class="button primary" onClick={() => acts.comeBack()}>
              {say(back)}
            </button>
          )}
          {why === "signed_out" && (
            <a class="button primary" href={state.facts.urls.signIn}>
              {say("sign_in")}
            </a>
          )}
          {state.facts.urls.home && (
            <a class="button" href={state.facts.urls.home}>
              {say("home")}
            </a>
          )}
          {!lead && <HelpButton room={room} />}
        </div>
      </div>
    </main>
  );
}
