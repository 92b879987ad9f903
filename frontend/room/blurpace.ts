/**
 * How much picture a machine can blur, from how many frames it made of those that came. Pure.
 *
 * Without a graphics card a full picture takes a second a frame; a small one, its outline found by the processor,
 * is fluent on the same machine. So the picture gets smaller first, and when even that is too slow it stops.
 */

export interface Weight {
  /** Pixels of the shorter side, and frames a second, that the camera is asked for; null: as it is. */
  readonly side: number | null;
  readonly rate: number | null;
  readonly delegate: "GPU" | "CPU";
  /** Of the blur, in pixels of a picture a quarter as wide: the same to the eye at each size. */
  readonly radius: number;
}

/** From the best to the lightest. */
export const WEIGHTS: readonly [Weight, ...Weight[]] = [
  { side: null, rate: null, delegate: "GPU", radius: 12 },
  { side: 270, rate: 15, delegate: "CPU", radius: 5 },
  { side: 180, rate: 15, delegate: "CPU", radius: 3 },
];
export const LIGHTEST = WEIGHTS.length - 1;

/** Totals since the blur began. */
export interface Reading {
  /** Milliseconds. */
  readonly at: number;
  readonly made: number;
  /** Frames that the camera gave; stays 0 in a browser that does not count them. */
  readonly came: number;
}

/** Frames a second below which a lighter weight is better: a talking face begins to jerk. */
const FLUENT = 10;
/** Frames a second below which the lightest is no picture of a person any more. */
const BARELY = 5;
/** Seconds to look back: soon for a lighter weight, longer before a camera goes off. */
const SOON = 3;
const LONG = 6;

export function remember(readings: readonly Reading[], reading: Reading): readonly Reading[] {
  // Twice as long: a busy machine looks late, and one reading must be old enough all the same.
  return [...readings.filter(({ at }) => reading.at - at <= 2 * LONG * 1000), reading];
}

/**
 * What is to be done: another weight (its number), "too slow", or null for nothing.
 *
 * @param weight the number of the present one in `WEIGHTS`
 * @param readings one a second, oldest first, of time in which the page was seen and the camera awake
 */
export function judge(weight: number, readings: readonly Reading[]): number | "too slow" | null {
  const last = readings.at(-1);
  const span = weight === LIGHTEST ? LONG : SOON;
  const first = readings.findLast(({ at }) => last !== undefined && last.at - at >= span * 1000);
  if (!first || !last) return null;
  const seconds = (last.at - first.at) / 1000;
  const made = (last.made - first.made) / seconds;
  const came = (last.came - first.came) / seconds;
  if (came === 0 && made === 0) return null; // a camera that sleeps
  // A camera in the dark is slow by itself: no fault of the blur's.
  const possible = came === 0 ? Number.POSITIVE_INFINITY : 0.7 * came;
  if (made >= Math.min(weight === LIGHTEST ? BARELY : FLUENT, possible)) return null;
  if (weight === LIGHTEST) return "too slow";
  return made < FLUENT / 4 ? LIGHTEST : weight + 1;
}
