/** Our own tracks in the media room: camera, microphone and screen are given, replaced, silenced and taken back. */

import {
  LocalAudioTrack,
  LocalVideoTrack,
  type Room,
  RoomEvent,
  Track,
  type TrackPublishOptions,
  VideoPreset,
} from "livekit-client";
import { fitted } from "./layers";

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

export class Sending {
  private keyFrames: ReturnType<typeof setTimeout>[] = [];
  private published: { camera?: LocalVideoTrack; microphone?: LocalAudioTrack; screen?: LocalVideoTrack } = {};
  /** Own tracks wait for the signal: the library would stop a camera that it cannot publish in time. */
  private signalled: () => void = () => undefined;
  private order: Promise<void> = new Promise((done) => {
    this.signalled = done;
  });

  constructor(private readonly room: Room) {
    room
      // The first is told of the first who ever watches a track, the second of everybody whose line is up.
      .on(RoomEvent.LocalTrackSubscribed, () => this.giveKeyFrames())
      .on(RoomEvent.ParticipantActive, () => this.giveKeyFrames());
  }

  /** The line is up and leads where it should: what waited may go. */
  begin(): void {
    this.signalled();
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

  /** Numbers of the way out; of the microphone, for it is there longest. */
  async report(): Promise<RTCStatsReport | undefined> {
    return (this.published.microphone ?? this.published.camera)?.getRTCStatsReport();
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
}
