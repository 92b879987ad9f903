import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Sound } from "./sound";

describe("the other person's voice, paused by the system", () => {
  const track = { readyState: "live" } as { readyState: "live" | "ended" };
  const hear = vi.fn();
  const play = vi.fn(async () => undefined);
  let now: number;

  const pause = () => {
    const audio = document.querySelector("audio") as HTMLAudioElement;
    vi.spyOn(audio, "paused", "get").mockReturnValue(true);
    audio.dispatchEvent(new Event("pause"));
  };

  beforeEach(async () => {
    now = 10_000;
    track.readyState = "live";
    vi.spyOn(performance, "now").mockImplementation(() => now);
    vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(play);
    vi.spyOn(HTMLMediaElement.prototype, "srcObject", "get").mockReturnValue(null);
    vi.spyOn(HTMLMediaElement.prototype, "srcObject", "set").mockImplementation(() => undefined);
    vi.stubGlobal("MediaStream", class {});
    const voice = <Sound track={track as MediaStreamTrack} speaker="" taps={0} hear={hear} />;
    await act(() => render(voice, document.body));
    expect(play).toHaveBeenCalledTimes(1);
    play.mockClear();
    hear.mockClear();
  });

  afterEach(() => {
    render(null, document.body);
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    play.mockClear();
  });

  it("plays again", async () => {
    now += 60_000;
    pause();
    await vi.waitFor(() => expect(hear).toHaveBeenCalledWith("playing"));
    expect(play).toHaveBeenCalledTimes(1);
  });

  it("asks for a tap, and does not try for ever, when it is paused again at once", () => {
    now += 60_000;
    pause();
    for (let again = 0; again < 5; again += 1) pause();
    expect(play).toHaveBeenCalledTimes(1);
    expect(hear).toHaveBeenLastCalledWith("blocked");
  });

  it("leaves a voice that is over alone", () => {
    now += 60_000;
    track.readyState = "ended";
    pause();
    expect(play).not.toHaveBeenCalled();
    expect(hear).not.toHaveBeenCalled();
  });
});
