import { beforeEach, describe, expect, it } from "vitest";
import { clock, moveNowLine } from "./now-line";

const DAY = `
  <ol>
    <li id="two"></li>
    <li id="now" data-now data-zone="America/New_York"><time></time></li>
    <li id="three" data-starts="2026-11-23T20:00:00+00:00"></li>
    <li id="six" data-starts="2026-11-23T23:00:00+00:00"></li>
    <li id="rest"></li>
  </ol>`;

const order = () => [...document.querySelectorAll("li")].map((item) => item.id);

describe("the now line", () => {
  beforeEach(() => {
    document.documentElement.lang = "en";
    document.body.innerHTML = DAY;
  });

  it("stays above what is still to come, and says the time in the reader's zone", () => {
    moveNowLine(document, new Date("2026-11-23T19:30:00Z"));
    expect(order()).toEqual(["two", "now", "three", "six", "rest"]);
    expect(document.querySelector("[data-now] time")?.textContent).toBe("2:30 pm");
  });

  it("moves below what has begun, however long it slept", () => {
    moveNowLine(document, new Date("2026-11-23T20:00:00Z"));
    expect(order()).toEqual(["two", "three", "now", "six", "rest"]);
    moveNowLine(document, new Date("2026-11-24T01:00:00Z"));
    expect(order()).toEqual(["two", "three", "six", "now", "rest"]);
  });

  it("leaves a page without one alone", () => {
    document.body.innerHTML = "<p>Nothing today.</p>";
    moveNowLine(document, new Date());
    expect(document.body.innerHTML).toBe("<p>Nothing today.</p>");
  });

  it("writes midnight and noon as the server does", () => {
    expect(clock(new Date("2026-11-23T05:00:00Z"), "America/New_York", "en")).toBe("12:00 am");
    expect(clock(new Date("2026-11-23T17:00:00Z"), "America/New_York", "en")).toBe("12:00 pm");
  });
});
