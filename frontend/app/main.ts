/** Starts on every page but the room's. Each module reads attributes from the page; none keeps state of its own. */

import { listenForCopying } from "./copying";
import { listenForDialogs } from "./dialogs";
import { keepDrafts } from "./drafts";
import { listenForFiltering } from "./filtering";
import { listenForFloorPlan } from "./floor-plan";
import { watchIdle } from "./idle";
import { configure } from "./interaction";
import { listenForLive } from "./live";
import { keepNowLine } from "./now-line";
import { csrfToken, reader, readWords, within } from "./page";
import { registerServiceWorker } from "./service-worker-registration";
import { makeDismissible, toast } from "./toast";

const words = readWords(document);
const dismiss = words.dismiss ?? "";

configure(document, words);
listenForDialogs(document);
listenForCopying(document, words);
listenForFiltering(document);
listenForFloorPlan(document);
keepDrafts(document, reader(document), () => toast(document, words.restored ?? "", dismiss));
listenForLive(document, words);
keepNowLine(document);

const idle = Number(document.body.dataset.idle);
if (idle > 0) {
  watchIdle(document, idle, csrfToken(document), {
    title: words.idle_title ?? "",
    text: words.idle_text ?? "",
    stay: words.idle_stay ?? "",
  });
}

for (const box of within<HTMLElement>(document, ".toast")) makeDismissible(box, dismiss);

const settle = (root: ParentNode) => {
  within<HTMLElement>(root, "[data-takes-focus]")[0]?.focus();
  for (const field of within<HTMLInputElement>(root, "[data-local-zone]")) {
    if (field.value === "") field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
};
settle(document);
document.addEventListener("htmx:load", (event) => {
  const { elt } = (event as CustomEvent<{ elt: HTMLElement }>).detail;
  if (elt !== document.body) settle(elt);
});

registerServiceWorker();
