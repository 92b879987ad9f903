/**
 * The media room as livekit-client makes it, which only this file, `sending.ts` and `senderkeys.ts` know. It
 * connects, hands out the other person's tracks, and refuses everything that is not encrypted with the agreed keys.
 */

import {
  ConnectionQuality,
  DisconnectReason,
  LogLevel,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
  type TrackPublication,
} from "livekit-client";
import { encryptsLayers } from "./browser";
import type { MediaKeys } from "./keysource";
import type { Sample } from "./link";
import { measure } from "./measure";
import type { Alarm } from "./model";
import { nextTry } from "./patience";
import { noise, SenderKeys } from "./senderkeys";
import { Sending } from "./sending";

export type RemoteKind = "camera" | "microphone" | "screen";
export type Quality = "good" | "poor" | "lost";

/** What happens over there and on the way; the conductor turns it into room events. */
export interface MediaListener {
  connecting(): void;
  connected(): void;
  reconnecting(): void;
  /** For good, as far as the library goes. `refused`: the server says this connection has no place. */
  disconnected(refused: boolean): void;
  present(is: boolean): void;
  track(kind: RemoteKind, track: MediaStreamTrack | null): void;
  live(kind: RemoteKind, on: boolean): void;
  quality(whose: "mine" | "theirs", quality: Quality): void;
  alarm(alarm: Alarm): void;
}

/** Two of the library's private parts, of exactly version 2.23.0; `test_room_session.py` notices when they move. */
interface Innards {
  readonly engine: {
    on(
      event: "mediaTrackAdded",
      hear: (track: MediaStreamTrack, stream: MediaStream, receiver: RTCRtpReceiver) => void,
    ): void;
    getTrackIdForReceiver(receiver: RTCRtpReceiver): string | undefined;
  };
  readonly e2eeManager: {
    handleReceiver(
      receiver: RTCRtpReceiver,
      trackId: string,
      identity: string,
      codec: "vp8" | undefined,
      hasTrailer: boolean,
    ): Promise<void>;
  };
}

const SOURCES: Partial<Record<Track.Source, RemoteKind>> = {
  [Track.Source.Camera]: "camera",
  [Track.Source.Microphone]: "microphone",
  [Track.Source.ScreenShare]: "screen",
};

const QUALITIES: Partial<Record<ConnectionQuality, Quality>> = {
  [ConnectionQuality.Excellent]: "good",
  [ConnectionQuality.Good]: "good",
  [ConnectionQuality.Poor]: "poor",
  [ConnectionQuality.Lost]: "lost",
};

export class MediaRoom {
  private readonly keys = new SenderKeys();
  private readonly worker = new Worker(new URL("./media.worker.ts", import.meta.url), { type: "module" });
  private readonly room: Room;
  private readonly sending: Sending;
  private peer: string | null = null;
  private connection = "";
  private shown: Record<RemoteKind, MediaStreamTrack | null> = { camera: null, microphone: null, screen: null };
  private receivesVideo = true;
  private over = false;

  constructor(private readonly listener: MediaListener) {
    setLogLevel(LogLevel.silent); // what goes wrong is said in the room, not in a console
    const room = new Room({
      encryption: { keyProvider: this.keys, worker: this.worker },
      publishDefaults: { videoCodec: "vp8", backupCodec: false, simulcast: encryptsLayers(navigator.userAgent) },
      reconnectPolicy: {
        nextRetryDelayInMs: ({ retryCount, elapsedMs }) => nextTry(retryCount, elapsedMs, Math.random()),
      },
      disconnectOnPageLeave: false, // it would also fire when a person chooses to stay
      stopLocalTrackOnUnpublish: false, // the cameras are ours to stop
    });
    this.room = room;
    this.sending = new Sending(room);
    this.openEarly();
    room
      .on(RoomEvent.SignalConnected, () => this.refuseStrangers() && this.sending.begin())
      .on(RoomEvent.Reconnecting, () => listener.reconnecting())
      .on(RoomEvent.Reconnected, () => {
        if (!this.refuseStrangers()) return;
        listener.connected();
        this.look();
      })
      .on(RoomEvent.Disconnected, (reason) => this.ended(reason))
      .on(RoomEvent.ParticipantConnected, () => this.look())
      .on(RoomEvent.ParticipantDisconnected, () => this.look())
      .on(RoomEvent.TrackPublished, (publication, participant) => this.offered(publication, participant))
      .on(RoomEvent.TrackSubscribed, (track, publication, participant) =>
        this.came(track.mediaStreamTrack, publication, participant),
      )
      .on(RoomEvent.TrackUnsubscribed, (track, publication, participant) => this.went(track, publication, participant))
      .on(RoomEvent.TrackMuted, (publication, participant) => this.muted(publication, participant.identity, true))
      .on(RoomEvent.TrackUnmuted, (publication, participant) => this.muted(publication, participant.identity, false))
      .on(RoomEvent.ConnectionQualityChanged, (quality, participant) => {
        const known = QUALITIES[quality];
        if (!known) return;
        if (participant.identity === this.connection) listener.quality("mine", known);
        else if (participant.identity === this.peer) listener.quality("theirs", known);
      });
  }

  /**
   * Puts decryption on a track the moment it exists, and shows it. The library waits until the room is
   * "connected", two seconds at least after a restart; by then the first key frame has gone by unread, and
   * Firefox has shown a plain frame. Whoever it says it is from, only the agreed keys of our peer open it.
   */
  private openEarly(): void {
    const { engine, e2eeManager } = this.room as unknown as Innards;
    engine.on("mediaTrackAdded", (track, stream, receiver) => {
      if (!this.peer) return;
      void e2eeManager.handleReceiver(receiver, track.id, this.peer, track.kind === "video" ? "vp8" : undefined, false);
      const participant = this.room.remoteParticipants.get(this.peer);
      const sid = engine.getTrackIdForReceiver(receiver);
      if (!participant || !sid || stream.id.split("|")[0] !== participant.sid) return;
      const publication = participant.trackPublications.get(sid);
      if (publication) this.came(track, publication, participant);
    });
  }

  setKeys(keys: MediaKeys): Promise<void> {
    return this.keys.put(keys);
  }

  /** Until keys are agreed our frames go out under a key that nobody has: the line warms up, nothing is told. */
  private async useThrowAwayKey(): Promise<void> {
    if (!this.keys.knows(this.connection))
      await this.keys.put({ epoch: 0, slot: 0, bySender: new Map([[this.connection, await noise()]]) });
  }

  /** Only this connection is ever shown or heard. */
  setPeer(peer: string | null): void {
    if (peer === this.peer) return;
    this.peer = peer;
    for (const participant of this.room.remoteParticipants.values())
      for (const publication of participant.trackPublications.values()) this.offered(publication, participant);
    this.look();
  }

  /** @param url of our own signalling gate, which holds the door while the media server is away. */
  async connect(url: string, connection: string): Promise<void> {
    this.connection = connection;
    this.listener.connecting();
    await Promise.all([this.room.setE2EEEnabled(true), this.useThrowAwayKey()]);
    // The gate knows us by our cookie and this id; there is no token in a browser's hands.
    await this.room.connect(url, connection, { maxRetries: 0, websocketTimeout: 60_000 });
    this.listener.connected();
    this.look();
  }

  async disconnect(): Promise<void> {
    this.over = true;
    await this.room.disconnect(false);
    this.worker.terminate();
  }

  setCamera(track: MediaStreamTrack | null): Promise<void> {
    return this.sending.setCamera(track);
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    return this.sending.setMicrophone(track);
  }

  setScreen(track: MediaStreamTrack | null): Promise<void> {
    return this.sending.setScreen(track);
  }

  /** Sound alone when the line or the person asks for it. */
  receiveVideo(on: boolean): void {
    this.receivesVideo = on;
    for (const participant of this.room.remoteParticipants.values())
      for (const publication of participant.trackPublications.values()) this.offered(publication, participant);
  }

  async sample(): Promise<Sample> {
    this.look(); // an event missed in the turmoil of a reconnect is made good within a second
    const theirs = this.peer ? this.room.remoteParticipants.get(this.peer)?.trackPublications.values() : undefined;
    const incoming = await Promise.all([...(theirs ?? [])].map(({ track }) => track?.getRTCStatsReport()));
    return measure(incoming, await this.sending.report());
  }

  /** The server names us; were it to choose another name, our frames would go out under a key nobody agreed on. */
  private refuseStrangers(): boolean {
    const identity = this.room.localParticipant.identity;
    if (this.over || identity === this.connection) return !this.over;
    this.raise("identity");
    return false;
  }

  private raise(alarm: Alarm): void {
    if (this.over) return;
    for (const kind of ["camera", "microphone", "screen"] as const) this.show(kind, null);
    this.listener.alarm(alarm);
    void this.disconnect();
  }

  private offered(publication: RemoteTrackPublication, participant: RemoteParticipant): void {
    if (this.over) return;
    if (!publication.isEncrypted) {
      publication.setSubscribed(false);
      this.raise("plaintext");
      return;
    }
    const kind = SOURCES[publication.source];
    const wanted = participant.identity === this.peer && kind !== undefined && this.wants(kind);
    if (publication.isDesired !== wanted) publication.setSubscribed(wanted);
    if (wanted && publication.track) this.came(publication.track.mediaStreamTrack, publication, participant);
    if (!wanted && kind && participant.identity === this.peer) this.show(kind, null);
  }

  private came(track: MediaStreamTrack, publication: RemoteTrackPublication, participant: RemoteParticipant): void {
    if (this.over) return;
    if (!publication.isEncrypted) {
      this.raise("plaintext");
      return;
    }
    const kind = SOURCES[publication.source];
    if (!kind || participant.identity !== this.peer || !this.wants(kind)) return;
    this.listener.present(true);
    this.listener.live(kind, !publication.isMuted);
    if (this.shown[kind] === track) return;
    this.show(kind, track);
    // What arrives is the proof of a connection, whatever the library still waits for.
    track.addEventListener("unmute", () => this.shown[kind] === track && this.listener.connected(), { once: true });
  }

  private wants(kind: RemoteKind): boolean {
    return kind === "microphone" || this.receivesVideo;
  }

  private went(track: RemoteTrack, publication: RemoteTrackPublication, participant: RemoteParticipant): void {
    const kind = SOURCES[publication.source];
    // After a restart the old track's end may come behind the new one's beginning.
    if (!kind || participant.identity !== this.peer || this.shown[kind] !== track.mediaStreamTrack) return;
    this.show(kind, null);
    if (!publication.isDesired && participant.trackPublications.has(publication.trackSid)) return;
    this.listener.live(kind, false);
  }

  private show(kind: RemoteKind, track: MediaStreamTrack | null): void {
    this.shown[kind] = track;
    this.listener.track(kind, track);
  }

  private muted(publication: TrackPublication, identity: string, muted: boolean): void {
    const kind = SOURCES[publication.source];
    if (kind && identity === this.peer) this.listener.live(kind, !muted);
  }

  /** Is the other person in the media room, and with what? */
  private look(): void {
    const participant = this.peer ? this.room.remoteParticipants.get(this.peer) : undefined;
    this.listener.present(participant !== undefined);
    if (participant)
      for (const publication of participant.trackPublications.values()) {
        this.offered(publication, participant);
        this.muted(publication, participant.identity, publication.isMuted);
      }
    else for (const kind of ["camera", "microphone", "screen"] as const) this.listener.live(kind, false);
  }

  private ended(reason: DisconnectReason | undefined): void {
    if (this.over) return;
    this.over = true;
    this.worker.terminate();
    const refusals = [
      DisconnectReason.PARTICIPANT_REMOVED,
      DisconnectReason.DUPLICATE_IDENTITY,
      DisconnectReason.JOIN_FAILURE,
    ];
    this.listener.disconnected(reason !== undefined && refusals.includes(reason));
  }
}
