import { useEffect, useRef } from "preact/hooks";
import { watchLevel } from "../sound";

interface Props {
  readonly track: MediaStreamTrack | null;
  readonly label: string;
}

/** A bar that follows the voice, ten times a second, past the renderer: nothing else changes with it. */
export function Level({ track, label }: Props) {
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const show = (level: number) => {
      meter.current?.setAttribute("aria-valuenow", String(Math.round(level * 100)));
      meter.current?.style.setProperty("--level", String(level));
    };
    show(0);
    return track ? watchLevel(track, show) : undefined;
  }, [track]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in their own way
    <div
      ref={meter}
      class="level"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  );
}
