/** What a person can do in the room. Components know only this and the state. */

import type { DeviceKind, DoorForm, EndHow, Panel, RoomState, Trouble } from "./model";
import type { Tracks } from "./store";

export interface Acts {
  changeDoor(form: Partial<DoorForm>): void;
  goIn(): void;
  retry(device: "camera" | "microphone"): void;
  toggle(device: "camera" | "microphone"): void;
  choose(device: DeviceKind, id: string): void;
  toggleSelfView(): void;
  toggleEffect(effect: "blur" | "quiet"): void;
  /** The answer to a blur that does not go. */
  showRoom(): void;
  keepCameraOff(): void;
  toggleScreen(): void;
  toggleAudioOnly(): void;
  tryCamera(): void;
  hear(sound: "playing" | "blocked"): void;
  admit(): void;
  remove(): void;
  show(panel: Panel | null): void;
  loadCard(): void;
  write(text: string): Promise<boolean>;
  tellTrouble(what: Trouble): void;
  wordsDiffer(): void;
  rejoin(): void;
  leave(): void;
  end(how: EndHow): void;
  comeBack(): void;
}

export interface View {
  readonly state: RoomState;
  readonly tracks: Tracks;
  readonly acts: Acts;
}
