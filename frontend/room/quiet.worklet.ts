/** Takes the noise out of a voice, 10 ms at a time, in the audio thread. The page plays silence until it is ready. */

import "./quiet.scope";
import { type DenoiseState, Rnnoise } from "@shiguredo/rnnoise-wasm";
import { Reblocker } from "./reblock";

interface WorkletProcessor {
  readonly port: MessagePort;
}
declare const AudioWorkletProcessor: { new (): WorkletProcessor };
declare function registerProcessor(name: string, processor: new () => WorkletProcessor): void;

const PCM = 32768; // RNNoise counts in 16-bit steps

class Quiet extends AudioWorkletProcessor {
  private state: DenoiseState | null = null;
  private blocks: Reblocker | null = null;
  private stopped = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.stopped = true;
      this.state?.destroy();
      this.state = null;
    };
    Rnnoise.load().then(
      (rnnoise) => {
        const state = rnnoise.createDenoiseState();
        this.state = state;
        this.blocks = new Reblocker(rnnoise.frameSize, (block) => {
          for (let at = 0; at < block.length; at++) block[at] = (block[at] ?? 0) * PCM;
          state.processFrame(block);
          for (let at = 0; at < block.length; at++) block[at] = (block[at] ?? 0) / PCM;
        });
        this.port.postMessage("ready");
      },
      () => this.port.postMessage("failed"),
    );
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [input, output] = [inputs[0]?.[0], outputs[0]?.[0]];
    if (output && input && this.state && this.blocks) this.blocks.pass(input, output);
    return !this.stopped;
  }
}

registerProcessor("freehold-quiet", Quiet);
