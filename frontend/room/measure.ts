/** Reads one second's numbers out of WebRTC's statistics (W3C WebRTC Stats). */

import type { Sample } from "./link";

type Report = RTCStatsReport | undefined;
type Writable = { -readonly [Field in keyof Sample]: Sample[Field] };

/**
 * @param incoming a report per track of the other person
 * @param outgoing the report of one track of ours; it carries the way both take
 */
export function measure(incoming: readonly Report[], outgoing: Report): Sample {
  const sample: Writable = {
    audioPackets: null,
    audioLost: null,
    videoPackets: null,
    videoFrames: null,
    outgoing: null,
    lost: null,
    roundTrip: null,
  };
  const add = (field: "audioPackets" | "audioLost" | "videoPackets" | "videoFrames", count: number | undefined) => {
    sample[field] = (sample[field] ?? 0) + Math.max(0, count ?? 0);
  };
  for (const report of incoming)
    for (const entry of report?.values() ?? []) {
      if (entry.type !== "inbound-rtp") continue;
      if (entry.kind === "audio") {
        add("audioPackets", entry.packetsReceived);
        add("audioLost", entry.packetsLost);
      } else {
        add("videoPackets", entry.packetsReceived);
        add("videoFrames", entry.framesDecoded);
      }
    }
  for (const entry of outgoing?.values() ?? []) {
    if (entry.type === "candidate-pair" && entry.nominated) {
      sample.outgoing = entry.availableOutgoingBitrate ?? sample.outgoing;
      sample.roundTrip = entry.currentRoundTripTime ?? sample.roundTrip;
    }
    if (entry.type === "remote-inbound-rtp") sample.lost = Math.max(sample.lost ?? 0, entry.fractionLost ?? 0);
  }
  return sample;
}
