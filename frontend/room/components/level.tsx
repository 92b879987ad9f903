import { useEffect, useRef } from "preact/hooks";
import { watchLevel } from "../sound";

interface Props {
  readonly track: MediaStreamTrack | null;
  readonly label: string;
}

/** A bar that follows the voice, ten times a second, past the renderer: nothing else changes with it. */
export function Level({ track, label }: Props) {
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const meter = bar.current;
    if (!meter || !track) return undefined;
    const stop = watchLevel(track, (level) => {
      meter.value = level;
    });
    return () => {
      stop();
      meter.value = 0;
    };
  }, [track]);
  return <meter ref={bar} class="level" min={0} max={1} aria-label={label} />;
}
