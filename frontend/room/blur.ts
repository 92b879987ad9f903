/**
 * Blurs what is behind a person, on this machine. Model and WASM are our own files (`assets.ts`); the library's
 * defaults would fetch them from two foreign hosts. Loaded only when somebody asks for it.
 */

import { BLUR_MODEL, VISION_FOLDER } from "./assetpaths";

export interface Treated {
  readonly track: MediaStreamTrack;
  stop(): Promise<void>;
}

const RADIUS = 12;
const PATIENCE = 15_000;

/**
 * @returns the blurred track, once its first blurred frame is there: the library lets one plain frame through
 * @throws when this browser or machine cannot do it
 */
export async function blurred(camera: MediaStreamTrack): Promise<Treated> {
  const { BackgroundProcessor, supportsBackgroundProcessors } = await import("@livekit/track-processors");
  if (!supportsBackgroundProcessors()) throw new Error("this browser cannot blur");
  let begun: () => void = () => undefined;
  const first = new Promise<void>((done, fail) => {
    begun = done;
    setTimeout(() => fail(new Error("no blurred picture came")), PATIENCE);
  });
  const processor = BackgroundProcessor({
    mode: "background-blur",
    blurRadius: RADIUS,
    assetPaths: { tasksVisionFileSet: VISION_FOLDER, modelAssetPath: BLUR_MODEL },
    onFrameProcessed: () => begun(),
  });
  const element = document.createElement("video");
  element.muted = true;
  element.playsInline = true;
  element.srcObject = new MediaStream([camera]);
  await element.play();
  const { Track } = await import("livekit-client");
  await processor.init({ kind: Track.Kind.Video, track: camera, element });
  const stop = async () => {
    await processor.destroy();
    element.srcObject = null;
  };
  try {
    await first;
  } catch (error) {
    await stop();
    throw error;
  }
  const track = processor.processedTrack;
  if (!track) throw new Error("the blur gave no picture");
  return { track, stop };
}
