/** Holds the state and the live tracks, and tells who watches. Nothing else may keep room state. */

import type { RoomEvent, RoomState } from "./model";
import { reduce } from "./state";

/** Tracks are objects of the browser, not facts: they stand beside the state, never in it. */
export interface Tracks {
  readonly camera: MediaStreamTrack | null;
  readonly microphone: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
  readonly theirCamera: MediaStreamTrack | null;
  readonly theirMicrophone: MediaStreamTrack | null;
  readonly theirScreen: MediaStreamTrack | null;
}

export const NO_TRACKS: Tracks = {
  camera: null,
  microphone: null,
  screen: null,
  theirCamera: null,
  theirMicrophone: null,
  theirScreen: null,
};

export class Store {
  tracks: Tracks = NO_TRACKS;
  private readonly watchers = new Set<() => void>();

  constructor(public state: RoomState) {}

  dispatch = (event: RoomEvent): void => {
    const next = reduce(this.state, event);
    if (next === this.state) return;
    this.state = next;
    this.tell();
  };

  setTracks(change: Partial<Tracks>): void {
    const keys = Object.keys(change) as (keyof Tracks)[];
    if (keys.every((key) => this.tracks[key] === change[key])) return;
    this.tracks = { ...this.tracks, ...change };
    this.tell();
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}
