import { useEffect, useRef } from "preact/hooks";

const REFUSED_WITHIN = 1000; // milliseconds

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
    let asked = 0;
    const play = () => {
      asked = performance.now();
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
    // Only the system pauses this element. If it does so right after we asked, that is a refusal: a tap helps.
    const paused = () => {
      if (!audio.paused || track.readyState === "ended") return;
      if (performance.now() - asked > REFUSED_WITHIN) play();
      else hear("blocked");
    };
    document.addEventListener("visibilitychange", seen);
    audio.addEventListener("pause", paused);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      audio.removeEventListener("pause", paused);
    };
  }, [track, taps, hear]);

  useEffect(() => {
    const audio = element.current as (HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> }) | null;
    audio?.setSinkId?.(speaker).catch(() => undefined); // an unplugged speaker: the usual one goes on
  }, [speaker]);

  // biome-ignore lint/a11y/useMediaCaption: a live voice has no captions
  return <audio ref={element} autoplay data-whose="theirs" />;
}
