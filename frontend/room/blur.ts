/**
 * Blurs what is behind a person, on this machine. Model and WASM are our own files (`assets.ts`); the library's
 * defaults would fetch them from two foreign hosts. Loaded only when somebody asks for it.
 */

import { BLUR_MODEL, VISION_FOLDER } from "./assetpaths";
import { judge, type Reading, remember, WEIGHTS } from "./blurpace";

export interface Treated {
  readonly track: MediaStreamTrack;
  stop(): Promise<void>;
}

const PATIENCE = 30_000;

/**
 * @param weight which of `WEIGHTS` to begin with
 * @param tell once, when this weight is too much: the number of a lighter one, or that none is light enough
 * @returns the blurred track, once its first blurred frame is there: the library lets one plain frame through
 * @throws when this browser or machine cannot do it
 */
export async function blurred(
  original: MediaStreamTrack,
  weight: number,
  tell: (news: number | "too slow") => void,
): Promise<Treated> {
  const { BackgroundProcessor, supportsBackgroundProcessors } = await import("@livekit/track-processors");
  if (!supportsBackgroundProcessors()) throw new Error("this browser cannot blur");
  const { side, rate, delegate, radius } = WEIGHTS[weight] ?? WEIGHTS[0];
  // A track of our own: another size concerns only the blur, and muting the original, which the media library does
  // by disabling it, would make the blurred picture black.
  const camera = original.clone();
  camera.enabled = true;
  if (side && rate) await camera.applyConstraints(smaller(camera, side, rate)).catch(() => undefined);
  let begun: () => void = () => undefined;
  let made = 0;
  const first = new Promise<void>((done, fail) => {
    begun = done;
    setTimeout(() => fail(new Error("no blurred picture came")), PATIENCE);
  });
  const processor = BackgroundProcessor({
    mode: "background-blur",
    blurRadius: radius,
    segmenterOptions: { delegate },
    assetPaths: { tasksVisionFileSet: VISION_FOLDER, modelAssetPath: BLUR_MODEL },
    onFrameProcessed: () => {
      made += 1;
      begun();
    },
  });
  const element = document.createElement("video");
  element.muted = true;
  element.playsInline = true;
  // The library waits until its plain first frame was painted. Nobody sees this element, and with the camera gone
  // nothing is painted any more: it would wait for ever and hold a frame.
  element.requestVideoFrameCallback = atOnce;
  element.srcObject = new MediaStream([camera]);
  let watch: ReturnType<typeof setInterval> | undefined;
  const end = async () => {
    clearInterval(watch);
    camera.stop();
    await drained(processor.trackGenerator);
    await processor.destroy();
    element.srcObject = null;
  };
  let ended: Promise<void> | undefined;
  const stop = () => {
    ended ??= end();
    return ended;
  };
  const begin = async () => {
    await element.play();
    const { Track } = await import("livekit-client");
    await processor.init({ kind: Track.Kind.Video, track: camera, element });
  };
  try {
    // Side by side, so that a beginning that hangs runs out of patience as well.
    await Promise.all([begin(), first]);
  } catch (error) {
    await stop();
    throw error;
  }
  const track = processor.processedTrack;
  if (!track) throw new Error("the blur gave no picture");
  let readings: readonly Reading[] = [];
  watch = setInterval(() => {
    const isAwake = document.visibilityState === "visible" && !camera.muted;
    const came = element.getVideoPlaybackQuality().totalVideoFrames;
    readings = isAwake ? remember(readings, { at: performance.now(), made, came }) : [];
    const news = judge(weight, readings);
    if (news === null) return;
    clearInterval(watch);
    tell(news);
  }, 1000);
  return { track, stop };
}

function atOnce(then: VideoFrameRequestCallback): number {
  const none = { expectedDisplayTime: 0, presentationTime: 0, width: 0, height: 0, mediaTime: 0, presentedFrames: 0 };
  queueMicrotask(() => then(0, none));
  return 0;
}

/** Frames on their way are let through first: one that is dropped unclosed stalls the camera (the browser warns). */
async function drained(generator: MediaStreamTrack | undefined): Promise<void> {
  for (let tries = 0; tries < 200 && generator?.readyState === "live"; tries++)
    await new Promise((done) => setTimeout(done, 50));
}

/** The same picture with fewer pixels, upright or across. */
function smaller(camera: MediaStreamTrack, side: number, rate: number): MediaTrackConstraints {
  const { width = 1280, height = 720 } = camera.getSettings();
  const scale = side / Math.min(width, height);
  return {
    width: { ideal: Math.round(width * scale) },
    height: { ideal: Math.round(height * scale) },
    frameRate: { ideal: rate, max: rate },
  };
}
