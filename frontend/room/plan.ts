/** What should be, given what is. Pure; `capturing.ts`, `calling.ts` and `visiting.ts` make it so. */

import type { RoomState } from "./model";

export interface Plan {
  /** Camera and microphone of this machine are open. */
  readonly camera: boolean;
  readonly microphone: boolean;
  /** The media connection stands, or is being made. */
  readonly connect: boolean;
  /** The other person's picture is fetched. */
  readonly receiveVideo: boolean;
  /** The server is told that we are here. */
  readonly present: boolean;
}

/** Blur was asked for and does not go: nobody sees the room until the person says so. */
export const isCovered = ({ blur }: RoomState): boolean => blur === "failed" || blur === "slow";

/** Wanted, and the machine does not give it. */
export const fails = (state: RoomState, device: "camera" | "microphone"): boolean =>
  plan(state)[device] && !["on", "off", "asking"].includes(state[device].status);

export function plan(state: RoomState): Plan {
  const here = state.phase !== "over";
  return {
    camera: here && state.camera.wanted && state.audioOnly === "no" && !isCovered(state),
    microphone: here && state.microphone.wanted,
    connect:
      state.phase === "room" &&
      state.connection !== null &&
      state.facts.media.available &&
      state.alarm === null &&
      state.keys.status !== "refused",
    receiveVideo: state.audioOnly !== "chosen" && !state.sparing,
    present: (state.phase === "waiting" || state.phase === "room") && state.connection !== null,
  };
}
