/**
 * How long to wait before trying again. Longer than the library's own policy, which gives up after a minute:
 * a session is fifty minutes, and a router that restarts takes three.
 */

/** Half an hour of trying; after that a person presses "Try again". */
export const GIVE_UP_AFTER = 30 * 60_000;

/** The web server is back after a second or two: till then a try costs nobody anything. */
const QUICK = [0, 100, 200, 300, 300, 300, 300, 300, 400, 500, 700, 1000, 1500, 2000];
const STEADY = 3000;

/**
 * Milliseconds before the next try, or null to give up.
 *
 * @param tries failed so far
 * @param elapsed milliseconds since the line was lost
 * @param dice 0-1, spreads two browsers that lost the same server at the same moment
 */
export function nextTry(tries: number, elapsed: number, dice: number): number | null {
  if (elapsed > GIVE_UP_AFTER) return null;
  const wait = QUICK[tries] ?? STEADY;
  return Math.round(wait * (0.75 + 0.5 * dice));
}
