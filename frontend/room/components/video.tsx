import { useEffect, useRef } from "preact/hooks";

interface Props {
  readonly track: MediaStreamTrack;
  readonly label: string;
  readonly kind: "camera" | "screen";
  readonly mirrored?: boolean;
  readonly whose: "mine" | "theirs";
}

/** One picture. The stream is set by script: a live track is no URL. */
export function Video({ track, label, kind, mirrored = false, whose }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return undefined;
    video.srcObject = new MediaStream([track]);
    video.play().catch(() => undefined); // muted video is never refused; a hidden page plays it when seen
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={element}
      class={`video ${kind}${mirrored ? " mirrored" : ""}`}
      aria-label={label}
      data-whose={whose}
      muted
      autoplay
      playsInline
      disablePictureInPicture
    />
  );
}
