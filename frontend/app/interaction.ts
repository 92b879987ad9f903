/** htmx, held to our content policy: no eval, no inline style, no inheritance of attributes, nothing off-origin. */

import htmx from "htmx.org";
import { csrfToken, type Words } from "./page";
import { toast } from "./toast";

export function configure(document: Document, words: Words): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    disableInheritance: true,
    selfRequestsOnly: true,
    historyEnabled: false,
    historyCacheSize: 0, // pages of patients do not lie in localStorage
    scrollIntoViewOnBoost: false,
    globalViewTransitions: false,
    // A refused form (422) comes back with its errors and is shown; other failures are said in words.
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, verb, triggeringEvent } = (event as CustomEvent).detail as {
      headers: Record<string, string>;
      verb: string;
      triggeringEvent?: Event;
    };
    if (verb !== "get") headers["X-CSRFToken"] = csrfToken(document);
    // A fragment fetched because something happened elsewhere is no sign that somebody sits here.
    if (triggeringEvent?.type === "live") headers["X-Poll"] = "live";
  });
  const say = (key: string) => () => toast(document, words[key] ?? "", words.dismiss ?? "");
  document.addEventListener("htmx:responseError", say("failed"));
  document.addEventListener("htmx:sendError", say("offline"));
  document.addEventListener("htmx:timeout", say("offline"));
  // From a header `HX-Trigger: {"toast": "…"}`.
  document.addEventListener("toast", (event) => {
    const detail = (event as CustomEvent<{ value?: string }>).detail;
    toast(document, detail.value ?? "", words.dismiss ?? "");
  });
}
