/** Sounds of the door: a level to watch, three soft notes to hear. All made here, nothing fetched. */

let shared: AudioContext | null = null;

/** One context for the page; browsers start it only after a tap or while a microphone is open. */
export function audioContext(): AudioContext {
  shared ??= new AudioContext({ latencyHint: "interactive" });
  if (shared.state !== "running" && shared.state !== "closed") void shared.resume().catch(() => undefined);
  return shared;
}

/**
 * Watches how loud a track is, 0-1, about ten times a second.
 *
 * @returns a function that stops watching
 */
export function watchLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    tell(loudness(power));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

/** Mean square to 0-1: -60 dB and less is 0, -10 dB and more is 1, as ears count. */
export function loudness(power: number): number {
  if (power <= 0) return 0;
  return Math.min(1, Math.max(0, (10 * Math.log10(power) + 60) / 50));
}

const NOTES = [392, 494, 587]; // G, B, D
const NOTE = 0.35;

type Routable = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** Plays three notes on the chosen speaker; resolves when they have ended. */
export async function playTest(speaker: string): Promise<void> {
  const context: Routable = new AudioContext();
  try {
    await context.resume();
    if (speaker && context.setSinkId) await context.setSinkId(speaker).catch(() => undefined);
    NOTES.forEach((pitch, at) => {
      const start = context.currentTime + at * NOTE;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.2, start + 0.04);
      volume.gain.exponentialRampToValueAtTime(0.001, start + NOTE + 0.4);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + NOTE + 0.4);
    });
    await new Promise((done) => setTimeout(done, (NOTES.length * NOTE + 0.5) * 1000));
  } finally {
    await context.close().catch(() => undefined);
  }
}
