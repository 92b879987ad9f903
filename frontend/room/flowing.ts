/**
 * Whether media still arrive on a connection whose signalling was lost. Pure but for what is handed in.
 *
 * livekit-client restarts ICE each time its signalling comes back, and while ICE restarts, the server sends nothing:
 * a moment of still picture and no sound because a web process was replaced. Where something arrives, the way is whole.
 */

/** Readings, 100 ms apart: RTCP alone comes once a second, and what answers our own video ten times as often. */
const READINGS = 10;
const BETWEEN = 100;

/**
 * True as soon as more arrives; false when nothing has for a second.
 *
 * @param received bytes so far, or null where there is no connection to ask
 */
export async function isFlowing(
  received: () => Promise<number | null>,
  pause: (milliseconds: number) => Promise<void>,
): Promise<boolean> {
  const before = await received();
  if (before === null) return false;
  for (let reading = 0; reading < READINGS; reading++) {
    await pause(BETWEEN);
    const now = await received();
    if (now === null) return false;
    if (now > before) return true;
  }
  return false;
}

/** Bytes that arrived over every way of a connection (W3C WebRTC Stats, `RTCTransportStats`). */
export function bytesReceived(report: RTCStatsReport): number {
  let bytes = 0;
  for (const entry of report.values()) if (entry.type === "transport") bytes += entry.bytesReceived ?? 0;
  return bytes;
}
