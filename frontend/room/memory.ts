/** What this browser remembers between sessions: devices and habits. Nothing in it says who was here or why. */

import type { Remembered } from "./state";

const KEY = "freehold-room";

const USUAL: Remembered = {
  camera: "",
  microphone: "",
  speaker: "",
  cameraOn: true,
  selfView: true,
  blur: false,
  quiet: false,
};

/** Storage may be full, refused or nonsense; then everything is as usual. */
export function recall(storage: Pick<Storage, "getItem">): Remembered {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "{}") as Record<string, unknown>;
    const same = Object.entries(USUAL).map(([name, usual]) => [
      name,
      typeof kept[name] === typeof usual ? kept[name] : usual,
    ]);
    return Object.fromEntries(same) as unknown as Remembered;
  } catch {
    return USUAL;
  }
}

export function keep(storage: Pick<Storage, "setItem">, remembered: Remembered): void {
  try {
    storage.setItem(KEY, JSON.stringify(remembered));
  } catch {
    // a full or forbidden storage costs a habit, not a session
  }
}

/** A reload goes back in by itself; a new tab asks at the door. Kept per tab. */
export const place = {
  isIn: (storage: Pick<Storage, "getItem">, session: string): boolean => {
    try {
      return storage.getItem(`${KEY}-in`) === session;
    } catch {
      return false;
    }
  },
  set: (storage: Pick<Storage, "setItem" | "removeItem">, session: string | null): void => {
    try {
      if (session) storage.setItem(`${KEY}-in`, session);
      else storage.removeItem(`${KEY}-in`);
    } catch {
      // as above
    }
  },
};
