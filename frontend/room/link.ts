/**
 * What a few seconds of numbers say about the line. Pure.
 *
 * Sound comes first: when the way out is too narrow for both, the camera stops and says so, and is tried
 * again later, each time after a longer wait.
 */

/** One reading a second; counters are totals since the connection began, null where there is no such track. */
export interface Sample {
  readonly audioPackets: number | null;
  /** Voice packets that never came. */
  readonly audioLost: number | null;
  readonly videoPackets: number | null;
  readonly videoFrames: number | null;
  /** Estimated bits per second the way out carries; null when the browser does not say. */
  readonly outgoing: number | null;
  /** Share of our packets that the other end reports lost, 0-1. */
  readonly lost: number | null;
  /** Round trip in seconds. */
  readonly roundTrip: number | null;
}

export const KEEP = 12;

export function remember(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples, sample].slice(-KEEP);
}

/** Anything came: counters begin again at zero after a reconnect, so any change is a movement. */
const moved = (samples: readonly Sample[], what: "audioPackets" | "videoPackets" | "videoFrames"): boolean =>
  samples.some((sample, at) => at > 0 && sample[what] !== null && sample[what] !== (samples[at - 1]?.[what] ?? 0));

/** Nothing at all has come for three seconds although a microphone or camera is on over there. */
export function isInterrupted(samples: readonly Sample[], expected: { audio: boolean; video: boolean }): boolean {
  const recent = samples.slice(-4);
  if (recent.length < 4 || !(expected.audio || expected.video)) return false;
  return !moved(recent, "audioPackets") && !moved(recent, "videoPackets");
}

/** The picture arrives and never opens: the other side's keys are not the ones we agreed on. */
export function isSealed(samples: readonly Sample[], expected: { video: boolean }): boolean {
  const recent = samples.slice(-5);
  return expected.video && recent.length === 5 && moved(recent, "videoPackets") && !moved(recent, "videoFrames");
}

const NARROW = 150_000; // bits per second: below it VP8 takes what Opus needs
const LOSSY = 0.15;
const SLOW = 1.2;

function isBad(sample: Sample): boolean {
  return (
    (sample.outgoing !== null && sample.outgoing < NARROW) ||
    (sample.lost !== null && sample.lost > LOSSY) ||
    (sample.roundTrip !== null && sample.roundTrip > SLOW)
  );
}

/** Six bad readings out of the last eight. A single dip is nobody's business. */
export function isPoor(samples: readonly Sample[]): boolean {
  return samples.slice(-8).filter(isBad).length >= 6;
}

/**
 * The voice comes with holes while a picture is fetched as well: a tenth of it lost, in six of the last eight
 * seconds. Opus hides single losses; words begin to break from about there (ITU-T G.113, annex I).
 */
export function isBroken(samples: readonly Sample[]): boolean {
  const recent = samples.slice(-9);
  let holes = 0;
  for (let at = 1; at < recent.length; at++) {
    const [before, now] = [recent[at - 1], recent[at]];
    const lost = (now?.audioLost ?? 0) - (before?.audioLost ?? 0);
    const came = (now?.audioPackets ?? 0) - (before?.audioPackets ?? 0);
    if (lost > 0 && lost / (lost + Math.max(0, came)) > 0.1) holes += 1;
  }
  return holes >= 6;
}

/** Milliseconds until the camera is tried again after it was stopped `times` times: 20 s, doubling, at most 2 min. */
export function pauseBefore(times: number): number {
  return Math.min(20_000 * 2 ** Math.max(0, times - 1), 120_000);
}
