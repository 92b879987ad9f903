import { describe, expect, it } from "vitest";
import { judge, LIGHTEST, type Reading, remember, WEIGHTS } from "./blurpace";

/** A second-by-second record of a blur that makes `made` frames of `came` each second. */
function record(seconds: number, made: number, came: number): readonly Reading[] {
  let readings: readonly Reading[] = [];
  for (let second = 0; second <= seconds; second++)
    readings = remember(readings, { at: 50_000 + second * 1000, made: made * second, came: came * second });
  return readings;
}

describe("the pace of the blur", () => {
  it("is left alone while it keeps up", () => {
    for (const weight of WEIGHTS.keys()) expect(judge(weight, record(60, 24, 30))).toBeNull();
  });

  it("is not judged before three seconds have passed", () => {
    expect(judge(0, record(2, 0, 30))).toBeNull();
    expect(judge(0, [])).toBeNull();
  });

  it("asks for the next lighter weight when a face would jerk, for the lightest when it stands still", () => {
    expect(judge(0, record(3, 6, 30))).toBe(1);
    expect(judge(1, record(3, 6, 15))).toBe(2);
    expect(judge(0, record(3, 1.1, 20))).toBe(LIGHTEST); // measured: 1280x720 on two cores without a graphics card
  });

  it("gives up only at the lightest, and only after six seconds", () => {
    expect(judge(LIGHTEST, record(5, 2, 15))).toBeNull();
    expect(judge(LIGHTEST, record(6, 2, 15))).toBe("too slow");
    expect(judge(LIGHTEST, record(6, 6, 15))).toBeNull();
  });

  it("judges a machine that is too busy to look every second", () => {
    const late = [0, 1.7, 3.4, 5.1, 6.8, 8.5].reduce<readonly Reading[]>(
      (all, at) => remember(all, { at: at * 1000, made: at, came: 15 * at }),
      [],
    );
    expect(judge(LIGHTEST, late)).toBe("too slow");
    expect(judge(0, late)).toBe(LIGHTEST);
  });

  it("notices a blur that stopped altogether after it had run well", () => {
    const readings = [...Array(9).keys()].reduce<readonly Reading[]>(
      (all, at) => remember(all, { at: at * 1000, made: 15 * Math.min(at, 2), came: 15 * at }),
      [],
    );
    expect(judge(LIGHTEST, readings)).toBe("too slow");
  });

  it("does not blame itself for a camera that is slow in the dark, or asleep", () => {
    expect(judge(0, record(6, 5, 6))).toBeNull();
    expect(judge(LIGHTEST, record(6, 0, 0))).toBeNull();
  });

  it("trusts its own count where the browser does not count the camera's frames", () => {
    expect(judge(0, record(6, 20, 0))).toBeNull();
    expect(judge(0, record(6, 4, 0))).toBe(1);
  });

  it("is the same to the eye at each size", () => {
    const seen = WEIGHTS.map(({ side, radius }) => radius / (side ?? 720));
    for (const one of seen) expect(one).toBeCloseTo(seen[0] as number, 2);
  });

  it("remembers no more than it needs", () => {
    expect(record(600, 1, 1).length).toBeLessThan(15);
  });
});
