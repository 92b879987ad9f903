/**
 * `<svg class="floor-plan">` with a link in each room of which something was found: one stop for the Tab key, arrows
 * walk from room to room. Without this each room is a stop.
 */

type Step = -1 | 1;
const STEPS: Readonly<Record<string, Step>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const roomsOf = (plan: Element): SVGElement[] => [...plan.querySelectorAll<SVGElement>("a.room")];

/** Only one of the rooms can be reached by Tab. */
export function makeOneStop(plan: Element, chosen?: SVGElement): void {
  const rooms = roomsOf(plan);
  const stop = chosen ?? rooms[0];
  for (const room of rooms) room.setAttribute("tabindex", room === stop ? "0" : "-1");
}

/** The room an arrow, Home or End leads to; null for any other key. */
export function roomAfter(rooms: readonly SVGElement[], from: SVGElement, key: string): SVGElement | null {
  if (key === "Home") return rooms[0] ?? null;
  if (key === "End") return rooms.at(-1) ?? null;
  const step = STEPS[key];
  if (step === undefined) return null;
  return rooms[(rooms.indexOf(from) + step + rooms.length) % rooms.length] ?? null;
}

export function listenForFloorPlan(document: Document): void {
  for (const plan of document.querySelectorAll("svg.floor-plan")) makeOneStop(plan);
  document.addEventListener("keydown", (event) => {
    const from = event.target instanceof Element ? event.target.closest<SVGElement>("a.room") : null;
    const plan = from?.closest("svg.floor-plan");
    if (!from || !plan) return;
    const to = roomAfter(roomsOf(plan), from, event.key);
    if (!to) return;
    event.preventDefault();
    makeOneStop(plan, to);
    to.focus();
  });
}
