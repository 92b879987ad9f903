import { useRef, useState } from "preact/hooks";
import type { View } from "../acts";
import { afterKey, type Corner, nearest } from "../corners";
import { speaker } from "../says";
import { Video } from "./video";

/** The own small picture. It moves only when a person moves it, and then to the corner they chose. */
export function SelfView({ room }: { readonly room: View }) {
  const { state, tracks } = room;
  const say = speaker(state);
  const [corner, setCorner] = useState<Corner>("bottom-right");
  const start = useRef<{ x: number; y: number } | null>(null);
  if (!tracks.camera || !state.selfView) return null;

  const drag = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (!start.current) return;
    const [x, y] = [event.clientX - start.current.x, event.clientY - start.current.y];
    event.currentTarget.style.setProperty("translate", `${x}px ${y}px`);
  };
  const drop = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const began = start.current;
    start.current = null;
    event.currentTarget.style.removeProperty("translate");
    const stage = event.currentTarget.closest(".stage")?.getBoundingClientRect();
    if (!began || !stage || Math.hypot(event.clientX - began.x, event.clientY - began.y) < 8) return;
    setCorner(nearest(event.clientX - stage.left, event.clientY - stage.top, stage.width, stage.height));
  };

  return (
    <button
      type="button"
      class="self-view"
      data-corner={corner}
      aria-label={say("your_picture_move")}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={drag}
      onPointerUp={drop}
      onPointerCancel={drop}
      onKeyDown={(event) => {
        const next = afterKey(corner, event.key);
        if (!event.key.startsWith("Arrow")) return;
        event.preventDefault();
        setCorner(next);
      }}
    >
      <Video track={tracks.camera} label={say("your_picture")} kind="camera" mirrored whose="mine" />
    </button>
  );
}
