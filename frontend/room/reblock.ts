/** Turns a stream cut in pieces of one size (a worklet's 128 samples) into blocks of another (RNNoise's 480). Pure. */
export class Reblocker {
  private readonly block: Float32Array<ArrayBuffer>;
  private filled = 0;
  private readonly done: number[] = [];
  private flowing = false;

  /** @param work changes a full block in place */
  constructor(
    size: number,
    private readonly work: (block: Float32Array<ArrayBuffer>) => void,
  ) {
    this.block = new Float32Array(size);
  }

  /**
   * Takes `input` and fills `output` with what is finished: in order, nothing lost, and silence until a whole
   * block is ahead, so that there is never a hole later.
   */
  pass(input: Float32Array, output: Float32Array): void {
    this.flowing ||= this.done.length >= this.block.length;
    for (const sample of input) {
      this.block[this.filled++] = sample;
      if (this.filled < this.block.length) continue;
      this.work(this.block);
      this.done.push(...this.block);
      this.filled = 0;
    }
    if (this.flowing) output.set(this.done.splice(0, output.length));
  }
}
