import { useState } from "preact/hooks";
import type { View } from "../acts";
import { speaker } from "../says";
import { Dialog } from "./dialog";
import { Icon } from "./icons";

type Room = { readonly room: View };

/** Four words, read aloud. The lead reads first; who hears others than they see stops the video. */
export function WordsDialog({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const [differ, setDiffer] = useState(false);
  const lead = state.facts.me.part === "lead";
  const { words } = state.keys;
  return (
    <Dialog
      title={say(differ ? "words_differ_title" : "words_title")}
      close={say("close")}
      onClose={() => acts.show(null)}
    >
      {differ ? (
        <>
          <p>{say("words_differ_body")}</p>
          <div class="dialog-actions">
            <button type="button" class="button danger" onClick={() => acts.wordsDiffer()}>
              {say("words_differ_end")}
            </button>
            <button type="button" class="button quiet" onClick={() => setDiffer(false)}>
              {say("cancel")}
            </button>
          </div>
        </>
      ) : (
        <>
          <p>{say(lead ? "words_how_lead" : "words_how_member")}</p>
          {words.length > 0 ? (
            <ol class="words" aria-label={say("words_list")}>
              {words.map((word) => (
                <li key={word}>{word}</li>
              ))}
            </ol>
          ) : (
            <p class="muted">{say("words_not_yet")}</p>
          )}
          <div class="dialog-actions">
            <button type="button" class="button primary" onClick={() => acts.show(null)}>
              <Icon name="Check" />
              {say("words_same")}
            </button>
            <button type="button" class="button" onClick={() => setDiffer(true)}>
              {say("words_differ")}
            </button>
          </div>
          <details class="what">
            <summary>{say("words_what")}</summary>
            <p>{say("words_what_1")}</p>
            <p>{say("words_what_2")}</p>
          </details>
        </>
      )}
    </Dialog>
  );
}

export function LeaveDialog({ room }: Room) {
  const { state, acts } = room;
  const say = speaker(state);
  const lead = state.facts.me.part === "lead";
  return (
    <Dialog title={say("leave_title")} close={say("close")} onClose={() => acts.show(null)}>
      <p>{say(lead ? "leave_lead_body" : "leave_member_body")}</p>
      <div class="dialog-actions stacked">
        {lead ? (
          <>
            <button type="button" class="button danger wide" onClick={() => acts.end("ended")}>
              {say("end_both")}
            </button>
            <button type="button" class="button wide" onClick={() => acts.end("technical_failure")}>
              <Icon name="Phone" />
              {say("end_technical")}
            </button>
            <button type="button" class="button wide" onClick={() => acts.leave()}>
              {say("leave_lead")}
            </button>
          </>
        ) : (
          <button type="button" class="button danger wide" onClick={() => acts.leave()}>
            {say("leave_member")}
          </button>
        )}
        <button type="button" class="button quiet wide" onClick={() => acts.show(null)}>
          {say("stay")}
        </button>
      </div>
    </Dialog>
  );
}
