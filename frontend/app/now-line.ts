/**
 * The line that says what time it is, kept true between two fetches.
 *
 *     <li data-now data-zone="America/New_York"><time>1:59 pm</time></li>
 *     <li data-starts="2026-11-23T20:00:00+00:00">…</li>
 *
 * It moves below everything that has begun. When something else changes with time, the page is fetched again.
 */

const EVERY = 15_000; // ms

/** Wall time of `now` in `zone`, as the server writes it: "1:59 pm". */
export function clock(now: Date, zone: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", timeZone: zone });
  return format.format(now).replace(/\s/g, " ").toLowerCase();
}

/** Move the line and set its time; a page without one is left alone. */
export function moveNowLine(document: Document, now: Date): void {
  const line = document.querySelector<HTMLElement>("[data-now]");
  if (!line) return;
  const time = line.querySelector("time");
  if (time) {
    time.dateTime = now.toISOString();
    time.textContent = clock(now, line.dataset["zone"] ?? "UTC", document.documentElement.lang || "en");
  }
  let next = line.nextElementSibling;
  while (next instanceof HTMLElement && next.dataset["starts"] && new Date(next.dataset["starts"]) <= now) {
    next.after(line);
    next = line.nextElementSibling;
  }
}

export function keepNowLine(document: Document): void {
  setInterval(() => moveNowLine(document, new Date()), EVERY);
}
