/** What this browser remembers between sessions: devices and habits. Nothing in it says who was here or why. */

import type { DoorForm, RoomState } from "./model";
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

/** The habits that a state shows. */
export function habits(state: RoomState): Remembered {
  return {
    ...state.devices.chosen,
    cameraOn: state.camera.wanted,
    selfView: state.selfView,
    // A blur that did not go is wished for all the same: it is tried again before anybody sees the room.
    blur: state.blur !== "off",
    quiet: state.quiet === "on" || state.quiet === "starting",
  };
}

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

/** The id of the last chat line read in this tab: a reload does not make old lines new. */
export const lastRead = {
  of: (storage: Pick<Storage, "getItem">, session: string): string | null => {
    try {
      const [whose, line] = (storage.getItem(`${KEY}-read`) ?? "").split(" ");
      return whose === session ? (line ?? null) : null;
    } catch {
      return null;
    }
  },
  set: (storage: Pick<Storage, "setItem">, session: string, line: string): void => {
    try {
      storage.setItem(`${KEY}-read`, `${session} ${line}`);
    } catch {
      // as above
    }
  },
};

/**
 * What was typed at the door survives a reload and a look at the start page, in this tab only. Under a name that
 * `app/drafts.ts` sweeps: another person's next page in this tab, or a day, removes it.
 */
export const doorDraft = {
  of: (storage: Pick<Storage, "getItem">, person: string, session: string): Partial<DoorForm> => {
    try {
      const draft = JSON.parse(storage.getItem(draftName(person, session)) ?? "{}") as { values?: Partial<DoorForm> };
      return draft.values ?? {};
    } catch {
      return {};
    }
  },
  set: (
    storage: Pick<Storage, "setItem" | "removeItem">,
    person: string,
    session: string,
    values: DoorForm | null,
    now: number,
  ): void => {
    try {
      if (values) storage.setItem(draftName(person, session), JSON.stringify({ at: now, values }));
      else storage.removeItem(draftName(person, session));
    } catch {
      // as above
    }
  },
};

const draftName = (person: string, session: string): string => `freehold-draft ${person} /sessions/${session} door`;
