import { beforeEach, describe, expect, it } from "vitest";
import { listenForFloorPlan } from "./floor-plan";

const PLAN = `
  <svg class="floor-plan" xmlns="http://www.w3.org/2000/svg">
    <a class="room" href="#place-1" id="one"></a>
    <a class="room" href="#place-1" id="two"></a>
    <a class="room" href="#place-2" id="three"></a>
  </svg>`;

const room = (id: string) => document.getElementById(id) as unknown as SVGElement;
const stops = () => [...document.querySelectorAll("a.room")].map((one) => one.getAttribute("tabindex"));
const press = (id: string, key: string) =>
  room(id).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

describe("the floor plan", () => {
  beforeEach(() => {
    document.body.innerHTML = PLAN;
    listenForFloorPlan(document);
  });

  it("is one stop for the Tab key", () => {
    expect(stops()).toEqual(["0", "-1", "-1"]);
  });

  it("is walked by arrows, around its ends, and by Home and End", () => {
    press("one", "ArrowRight");
    expect(document.activeElement?.id).toBe("two");
    expect(stops()).toEqual(["-1", "0", "-1"]);
    press("one", "ArrowLeft");
    expect(document.activeElement?.id).toBe("three");
    press("three", "Home");
    expect(document.activeElement?.id).toBe("one");
    press("one", "End");
    expect(document.activeElement?.id).toBe("three");
  });

  it("leaves other keys to the browser", () => {
    const isLeft = press("one", "Enter");
    expect(isLeft).toBe(true);
    expect(stops()).toEqual(["0", "-1", "-1"]);
  });
});
