import { describe, expect, it } from "vitest";
import { bytesReceived, isFlowing } from "./flowing";

/** A connection that gives these readings, one after the other, the last one for ever. */
function reading(...numbers: (number | null)[]) {
  let at = 0;
  return async () => numbers[Math.min(at++, numbers.length - 1)] ?? null;
}

function clock() {
  const waited: number[] = [];
  return { waited, pause: async (milliseconds: number) => void waited.push(milliseconds) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe("media after the signalling was lost", () => {
  it("flow when more arrives, and the first reading that says so is enough", async () => {
    const { waited, pause } = clock();
    expect(await isFlowing(reading(500, 500, 640), pause)).toBe(true);
    expect(sum(waited)).toBe(200);
  });

  it("do not when nothing has come for a second: the way is to be made anew", async () => {
    const { waited, pause } = clock();
    expect(await isFlowing(reading(500), pause)).toBe(false);
    expect(sum(waited)).toBe(1000);
  });

  it("do not where there is no connection, or it goes while it is asked", async () => {
    expect(await isFlowing(reading(null), clock().pause)).toBe(false);
    expect(await isFlowing(reading(500, null), clock().pause)).toBe(false);
  });

  it("are counted over every transport, and over nothing else", () => {
    const report = new Map<string, object>([
      ["a", { type: "transport", bytesReceived: 70 }],
      ["b", { type: "transport", bytesReceived: 30 }],
      ["c", { type: "transport" }],
      ["d", { type: "inbound-rtp", bytesReceived: 1000 }],
    ]);
    expect(bytesReceived(report as unknown as RTCStatsReport)).toBe(100);
  });
});
