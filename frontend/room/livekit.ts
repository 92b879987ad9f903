/**
 * The only file that knows livekit-client. It connects, publishes what it is given, hands out the other
 * person's tracks, and refuses everything that is not encrypted with the agreed keys.
 */

import {
  ConnectionQuality,
  DisconnectReason,
  LocalAudioTrack,
  LocalVideoTrack,
  LogLevel,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
  type TrackPublication,
  type TrackPublishOptions,
  VideoPreset,
} from "livekit-client";
import { encryptsLayers } from "./browser";
import type { MediaKeys } from "./keysource";
import { fitted } from "./layers";
import type { Sample } from "./link";
import { measure } from "./measure";
import type { Alarm } from "./model";
import { nextTry } from "./patience";
import { noise, SenderKeys } from "./senderkeys";

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

const CAMERA: TrackPublishOptions = {
  source: Track.Source.Camera,
  videoEncoding: { maxBitrate: 1_500_000, maxFramerate: 30 },
  videoSimulcastLayers: [new VideoPreset(320, 180, 150_000, 20)],
};
const SCREEN: TrackPublishOptions = { source: Track.Source.ScreenShare, simulcast: false };
const MICROPHONE: TrackPublishOptions = {
  source: Track.Source.Microphone,
  audioPreset: { maxBitrate: 40_000 },
  dtx: true,
  red: false,
};

/** Milliseconds after somebody began to watch us. */
const KEY_FRAMES_AFTER = [0, 50, 150, 300, 600];

export class MediaRoom {
  private readonly keys = new SenderKeys();
  private readonly worker = new Worker(new URL("./media.worker.ts", import.meta.url), { type: "module" });
  private readonly room: Room;
  private peer: string | null = null;
  private connection = "";
  private shown: Record<RemoteKind, MediaStreamTrack | null> = { camera: null, microphone: null, screen: null };
  private receivesVideo = true;
  private over = false;
  private keyFrames: ReturnType<typeof setTimeout>[] = [];
  private published: { camera?: LocalVideoTrack; microphone?: LocalAudioTrack; screen?: LocalVideoTrack } = {};
  /** Own tracks wait for the signal: the library would stop a camera that it cannot publish in time. */
  private signalled: () => void = () => undefined;
  private order: Promise<void> = new Promise((done) => {
    this.signalled = done;
  });

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
    this.openEarly();
    room
      .on(RoomEvent.SignalConnected, () => this.refuseStrangers() && this.signalled())
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
      // The first is told of the first who ever watches a track, the second of everybody whose line is up.
      .on(RoomEvent.LocalTrackSubscribed, () => this.giveKeyFrames())
      .on(RoomEvent.ParticipantActive, () => this.giveKeyFrames())
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
    return this.next(async () => {
      const { camera } = this.published;
      if (!track) await camera?.mute();
      else if (camera) {
        if (camera.mediaStreamTrack !== track) await camera.replaceTrack(track, true);
        await camera.unmute();
        await this.fitLayers(camera);
      } else {
        const fresh = new LocalVideoTrack(track, undefined, true);
        this.published.camera = fresh;
        await this.publish(fresh, CAMERA);
      }
    });
  }

  /** Sizes were set for the first picture; a blur on a slow machine gives a much smaller one. */
  private async fitLayers({ sender, mediaStreamTrack: track }: LocalVideoTrack): Promise<void> {
    const [{ width = 0, height = 0 }, parameters] = [track.getSettings(), sender?.getParameters()];
    const encodings = parameters && width && fitted(parameters.encodings, Math.min(width, height));
    if (encodings) await sender?.setParameters({ ...parameters, encodings }).catch(() => undefined);
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    return this.next(async () => {
      const { microphone } = this.published;
      if (!track) await microphone?.mute();
      else if (microphone) {
        if (microphone.mediaStreamTrack !== track) await microphone.replaceTrack(track, true);
        await microphone.unmute();
      } else {
        const fresh = new LocalAudioTrack(track, undefined, true);
        this.published.microphone = fresh;
        await this.publish(fresh, MICROPHONE);
      }
    });
  }

  setScreen(track: MediaStreamTrack | null): Promise<void> {
    return this.next(async () => {
      const { screen } = this.published;
      if (screen?.mediaStreamTrack === track) return;
      if (screen) {
        delete this.published.screen;
        await this.room.localParticipant.unpublishTrack(screen, true);
      }
      if (!track) return;
      const fresh = new LocalVideoTrack(track, undefined, true);
      this.published.screen = fresh;
      await this.publish(fresh, SCREEN);
    });
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
    const outgoing = await (this.published.microphone ?? this.published.camera)?.getRTCStatsReport();
    return measure(incoming, outgoing);
  }

  /**
   * Somebody begins to watch us: their first key frame may have come before their line was up, and they would ask
   * for another only after 0.4 s of black. Browsers that cannot be told (no `encodingOptions`) just send one.
   */
  private giveKeyFrames(): void {
    for (const timer of this.keyFrames) clearTimeout(timer);
    this.keyFrames = KEY_FRAMES_AFTER.map((wait) =>
      setTimeout(() => {
        const sender = this.published.camera?.sender;
        const parameters = sender?.getParameters();
        if (!sender || !parameters?.encodings?.length) return;
        const options = { encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })) };
        // TypeScript's DOM does not know the second argument yet (W3C WebRTC Extensions, 5.1).
        const set = sender.setParameters.bind(sender) as (what: RTCRtpSendParameters, how: object) => Promise<void>;
        set(parameters, options).catch(() => undefined);
      }, wait),
    );
  }

  private async publish(track: LocalAudioTrack | LocalVideoTrack, options: TrackPublishOptions): Promise<void> {
    await this.room.localParticipant.publishTrack(track, options);
  }

  /** One change of our own tracks at a time; a failure is the caller's and does not stop the next one. */
  private next(step: () => Promise<void>): Promise<void> {
    const done = this.order.then(step);
    this.order = done.catch(() => undefined);
    return done;
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
