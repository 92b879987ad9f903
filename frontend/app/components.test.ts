import { beforeEach, describe, expect, it, vi } from "vitest";
import { listenForDialogs } from "./dialogs";
import { csrfToken, reader, readWords, within } from "./page";
import { toast } from "./toast";

describe("what the page brings", () => {
  it("is words, reader and token, and their absence is no error", () => {
    document.head.innerHTML = `<meta name="csrf" content="t0ken">`;
    document.body.innerHTML = `<script id="words" type="application/json">{"lost": "Weg."}</script>`;
    document.body.dataset.person = "dana";
    expect([readWords(document).lost, reader(document), csrfToken(document)]).toEqual(["Weg.", "dana", "t0ken"]);
    document.head.innerHTML = document.body.innerHTML = "";
    delete document.body.dataset.person;
    expect([readWords(document), reader(document), csrfToken(document)]).toEqual([{}, null, ""]);
  });

  it("counts an element among what is within it", () => {
    document.body.innerHTML = `<form data-draft="a"><p></p></form>`;
    expect(within(document.querySelector("form") as HTMLFormElement, "form")).toHaveLength(1);
  });
});

describe("a dialog", () => {
  it("is opened and closed by attributes", () => {
    document.body.innerHTML = `<button data-opens="d">Open</button><dialog id="d"><button data-closes>Close</button></dialog>`;
    listenForDialogs(document);
    const dialog = document.querySelector("dialog") as HTMLDialogElement;
    (document.querySelector("[data-opens]") as HTMLElement).click();
    expect(dialog.open).toBe(true);
    (document.querySelector("[data-closes]") as HTMLElement).click();
    expect(dialog.open).toBe(false);
  });
});

describe("a toast", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = `<div id="toasts"></div>`;
  });
  const count = () => document.querySelectorAll(".toast").length;

  it("is text, never markup", () => {
    toast(document, "<b>Sam</b>", "Close");
    expect(document.querySelector(".toast b")).toBeNull();
    expect(document.querySelector(".toast span")?.textContent).toBe("<b>Sam</b>");
  });

  it("leaves after a while, stays while somebody reads it, and can be closed", () => {
    toast(document, "Saved.", "Close");
    const box = document.querySelector(".toast") as HTMLElement;
    box.dispatchEvent(new Event("pointerenter"));
    vi.advanceTimersByTime(60_000);
    expect(count()).toBe(1);
    box.dispatchEvent(new Event("pointerleave"));
    vi.advanceTimersByTime(8_000);
    expect(count()).toBe(0);
    toast(document, "Saved.", "Close");
    (document.querySelector(".toast button") as HTMLElement).click();
    expect(count()).toBe(0);
  });
});
