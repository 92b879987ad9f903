import { beforeEach, describe, expect, it } from "vitest";
import { Drafts, fill, valuesOf } from "./drafts";

const DAY = 24 * 3600 * 1000;
let now = 0;

function form(inner: string, key = "note"): HTMLFormElement {
  document.body.innerHTML = `<form data-draft="${key}">${inner}</form>`;
  return document.querySelector("form") as HTMLFormElement;
}

const drafts = (person = "dana", path = "/notes") => new Drafts(sessionStorage, person, path, () => now);

beforeEach(() => {
  sessionStorage.clear();
  now = 1_000;
});

describe("what is kept", () => {
  it("is text, choices and selections, by name", () => {
    const kept = valuesOf(
      form(`<input name="title" value="T"><textarea name="text">words</textarea>
        <input type="checkbox" name="who" value="a" checked><input type="checkbox" name="who" value="b">
        <select name="zone"><option value="x">x</option><option value="y" selected>y</option></select>`),
    );
    expect(kept).toEqual({ title: ["T"], text: ["words"], who: ["a"], zone: ["y"] });
  });

  it("is never a password, a code, a token or a file", () => {
    const kept = valuesOf(
      form(`<input type="password" name="password" value="secret"><input name="code" autocomplete="one-time-code" value="1">
        <input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="file" name="photo">
        <input name="answer" data-draft="never" value="x">`),
    );
    expect(kept).toEqual({});
  });

  it("comes back into an equal form as it was", () => {
    const inner = `<textarea name="text"></textarea><input type="radio" name="how" value="a"><input type="radio" name="how" value="b">`;
    const values = { text: ["words"], how: ["b"] };
    const fresh = form(inner);
    expect(fill(fresh, values)).toBe(true);
    expect(valuesOf(fresh)).toEqual(values);
    expect(fill(fresh, values)).toBe(false);
  });
});

describe("a draft", () => {
  const text = (value: string) => `<textarea name="text">${value}</textarea>`;

  it("survives a reload", () => {
    drafts().keep(form(text("half a sentence")));
    const reloaded = form(text(""));
    expect(drafts().restore(reloaded)).toBe(true);
    expect(valuesOf(reloaded)).toEqual({ text: ["half a sentence"] });
  });

  it("is its writer's: the next person in this tab does not see it, and it is gone", () => {
    drafts("dana").keep(form(text("of Dana")));
    const sams = form(text(""));
    const hers = drafts("sam");
    hers.sweep();
    expect(hers.restore(sams)).toBe(false);
    expect(sessionStorage.length).toBe(0);
  });

  it("belongs to one page and one form", () => {
    drafts("dana", "/notes").keep(form(text("here")));
    expect(drafts("dana", "/other").restore(form(text("")))).toBe(false);
    expect(drafts("dana", "/notes").restore(form(text(""), "another"))).toBe(false);
  });

  it("is cleared once it was sent and the next page does not show it refused", () => {
    drafts().sent(form(text("sent")));
    drafts("dana", "/patients/1").settle([]);
    expect(sessionStorage.length).toBe(0);
  });

  it("stays when the form comes back with errors, which then holds the newer text", () => {
    drafts().sent(form(text("wrong")));
    const back = form(`<div class="error-summary"></div>${text("wrong")}`);
    drafts().settle([back]);
    expect(sessionStorage.length).toBe(1);
    expect(drafts().restore(back)).toBe(false);
    drafts("dana", "/elsewhere").settle([]);
    expect(drafts().restore(form(text("")))).toBe(true);
  });

  it("does not lie about for more than a day", () => {
    drafts().keep(form(text("old")));
    now += DAY + 1;
    drafts().sweep();
    expect(sessionStorage.length).toBe(0);
  });

  it("costs nothing when the browser refuses to store", () => {
    const full = {
      ...sessionStorage,
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    };
    const refusing = new Drafts(full as unknown as Storage, "dana", "/notes", () => now);
    expect(() => refusing.keep(form(text("x")))).not.toThrow();
  });
});
