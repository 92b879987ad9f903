/**
 * Noise suppression: RNNoise in an audio worklet. Where that does not work the browser's own suppression, which
 * is always on, remains. Loaded only when somebody asks for it: the model is 5 MB.
 */

import type { Treated } from "./blur";
import workletUrl from "./quiet.worklet.ts?worker&url";

const RATE = 48_000; // what RNNoise was trained on
const PATIENCE = 10_000;

/** @throws when the worklet does not load or start */
export async function quieted(microphone: MediaStreamTrack): Promise<Treated> {
  const context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
  try {
    await context.resume();
    await context.audioWorklet.addModule(workletUrl);
    const source = context.createMediaStreamSource(new MediaStream([microphone]));
    const node = new AudioWorkletNode(context, "freehold-quiet", {
      channelCount: 1,
      channelCountMode: "explicit",
      outputChannelCount: [1],
    });
    const target = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    await new Promise<void>((done, fail) => {
      setTimeout(() => fail(new Error("the noise suppression did not start")), PATIENCE);
      node.port.onmessage = ({ data }) =>
        data === "ready" ? done() : fail(new Error("the noise suppression did not load"));
      node.onprocessorerror = () => fail(new Error("the noise suppression broke"));
    });
    source.connect(node).connect(target);
    const track = target.stream.getAudioTracks()[0];
    if (!track) throw new Error("no track came out of the noise suppression");
    // A phone call leaves the context "interrupted" on iOS, and nobody else wakes it: neither when the page is
    // seen again nor, if it was seen throughout, when the call is over.
    const wake = () => {
      const sleeps = context.state !== "running" && context.state !== "closed";
      if (sleeps && document.visibilityState === "visible") void context.resume().catch(() => undefined);
    };
    document.addEventListener("visibilitychange", wake);
    context.addEventListener("statechange", wake);
    const stop = async () => {
      document.removeEventListener("visibilitychange", wake);
      context.removeEventListener("statechange", wake);
      node.port.postMessage("stop");
      track.stop();
      await context.close();
    };
    return { track, stop };
  } catch (error) {
    await context.close().catch(() => undefined);
    throw error;
  }
}
