import { useEffect, useRef } from "preact/hooks";

interface Props {
  readonly track: MediaStreamTrack;
  readonly speaker: string;
  /** Counts up when a person tapped: a gesture is what refused sound waits for. */
  readonly taps: number;
  readonly hear: (sound: "playing" | "blocked") => void;
}

/** The other person's voice. A browser may refuse to play it until somebody taps. */
export function Sound({ track, speaker, taps, hear }: Props) {
  const element = useRef<HTMLAudioElement>(null);

  // `taps` is no value but a reason: a gesture happened, try again.
  useEffect(() => {
    const audio = element.current;
    if (!audio) return undefined;
    if ((audio.srcObject as MediaStream | null)?.getAudioTracks()[0] !== track)
      audio.srcObject = new MediaStream([track]);
    const play = () => {
      audio.play().then(
        () => hear("playing"),
        (error: unknown) => {
          if (error instanceof DOMException && error.name === "NotAllowedError") hear("blocked");
        },
      );
    };
    play();
    // WebKit leaves sound that began in a hidden page mute, and pauses it during a phone call.
    const seen = () => document.visibilityState === "visible" && play();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [track, taps, hear]);

  useEffect(() => {
    const audio = element.current as (HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> }) | null;
    audio?.setSinkId?.(speaker).catch(() => undefined); // an unplugged speaker: the usual one goes on
  }, [speaker]);

  // biome-ignore lint/a11y/useMediaCaption: a live voice has no captions
  return <audio ref={element} autoplay data-whose="theirs" />;
}
