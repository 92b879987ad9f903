import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { concerns, listenForLive, openLine, type Source } from "./live";

class FakeSource implements Source {
  static all: FakeSource[] = [];
  readyState = 1;
  onopen: Source["onopen"] = null;
  onerror: Source["onerror"] = null;
  private readonly listeners = new Map<string, ((event: MessageEvent<string>) => void)[]>();

  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }
  static get last(): FakeSource {
    const last = FakeSource.all.at(-1);
    if (!last) throw new Error("no source was opened");
    return last;
  }
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }
  send(name: string, facts: object, lastEventId = ""): void {
    for (const listener of this.listeners.get(name) ?? []) {
      listener(new MessageEvent(name, { data: JSON.stringify(facts), lastEventId }));
    }
  }
  refuse(): void {
    this.readyState = 2;
    this.onerror?.(new Event("error"));
  }
  close(): void {
    this.readyState = 2;
  }
}

const open = (url: string) => new FakeSource(url);

beforeEach(() => {
  FakeSource.all = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a line to the server", () => {
  it("starts where the page was read, so that nothing between is missed", () => {
    openLine({ after: "41", open });
    expect(FakeSource.last.url).toBe("/live?after=41");
  });

  it("tells each listener what it waits for, and only that", () => {
    const heard: unknown[] = [];
    const line = openLine({ after: null, open });
    line.hear("session.waiting", (_, facts) => heard.push(facts));
    FakeSource.last.send("session.waiting", { session: "a" });
    FakeSource.last.send("session.ended", { session: "a" });
    expect(heard).toEqual([{ session: "a" }]);
  });

  it("opens again after a refusal, where it was, more and more slowly", () => {
    const line = openLine({ after: "1", open });
    line.hear("x", () => undefined);
    FakeSource.last.send("x", {}, "7");
    FakeSource.last.refuse();
    vi.advanceTimersByTime(499);
    expect(FakeSource.all).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(FakeSource.last.url).toBe("/live?after=7");
    FakeSource.last.refuse();
    vi.advanceTimersByTime(500);
    expect(FakeSource.all).toHaveLength(2);
    vi.advanceTimersByTime(500);
    expect(FakeSource.all).toHaveLength(3);
  });

  it("leaves a mere break of the network to the browser, which resumes by itself", () => {
    openLine({ after: null, open });
    FakeSource.last.readyState = 0;
    FakeSource.last.onerror?.(new Event("error"));
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.all).toHaveLength(1);
  });

  it("asks whether the person is still signed in after three refusals", () => {
    const onRefused = vi.fn();
    openLine({ after: null, open, onRefused });
    for (let times = 0; times < 3; times += 1) {
      expect(onRefused).not.toHaveBeenCalled();
      FakeSource.last.refuse();
      vi.advanceTimersByTime(10_000);
    }
    expect(onRefused).toHaveBeenCalledOnce();
  });

  it("rests in a tab nobody sees and goes on where it was", () => {
    const line = openLine({ after: "1", open });
    const heard = vi.fn();
    line.hear("x", heard);
    FakeSource.last.send("x", {}, "8");
    line.pause();
    expect(FakeSource.last.readyState).toBe(2);
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.all).toHaveLength(1);
    line.resume();
    line.resume();
    expect(FakeSource.all).toHaveLength(2);
    expect(FakeSource.last.url).toBe("/live?after=8");
    FakeSource.last.send("x", {}, "9");
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it("listens again for everything after it was opened again", () => {
    const heard = vi.fn();
    openLine({ after: null, open }).hear("x", heard);
    FakeSource.last.refuse();
    vi.advanceTimersByTime(500);
    FakeSource.last.send("x", {});
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe("an element concerned by an event", () => {
  const element = document.createElement("section");
  element.dataset.live = "session.waiting session.admitted";
  element.dataset.liveSession = "a";

  it("names it and agrees in every value it asks for", () => {
    expect(concerns(element, "session.waiting", { session: "a" })).toBe(true);
    expect(concerns(element, "session.waiting", { session: "b" })).toBe(false);
    expect(concerns(element, "session.ended", { session: "a" })).toBe(false);
  });
});

describe("a page", () => {
  beforeEach(() => {
    vi.stubGlobal("EventSource", FakeSource);
    document.body.dataset.liveAfter = "5";
    document.body.innerHTML = `<p id="connection" hidden></p><section data-live="session.waiting"></section>`;
  });

  it("opens no line where nothing listens", () => {
    document.body.innerHTML = "<p></p>";
    expect(listenForLive(document, {})).toBeNull();
    expect(FakeSource.all).toHaveLength(0);
  });

  it("fetches a fragment once for two events of one moment", () => {
    listenForLive(document, {});
    const refreshed = vi.fn();
    document.querySelector("section")?.addEventListener("live", refreshed);
    FakeSource.last.send("session.waiting", {});
    FakeSource.last.send("session.waiting", {});
    vi.advanceTimersByTime(100);
    expect(refreshed).toHaveBeenCalledOnce();
  });

  it("fetches everything when events were missed for good", () => {
    listenForLive(document, {});
    const refreshed = vi.fn();
    document.querySelector("section")?.addEventListener("live", refreshed);
    FakeSource.last.send("reset", { last: 9 });
    vi.advanceTimersByTime(100);
    expect(refreshed).toHaveBeenCalledOnce();
  });

  it("says in words that it is cut off, but not during a short restart", () => {
    listenForLive(document, { lost: "No connection." });
    const notice = document.getElementById("connection") as HTMLElement;
    FakeSource.last.onerror?.(new Event("error"));
    vi.advanceTimersByTime(2_000);
    expect(notice.hidden).toBe(true);
    vi.advanceTimersByTime(2_000);
    expect(notice.hidden).toBe(false);
    expect(notice.textContent).toBe("No connection.");
    FakeSource.last.onopen?.(new Event("open"));
    expect(notice.hidden).toBe(true);
  });
});
