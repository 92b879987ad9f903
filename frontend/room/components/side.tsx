import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";

interface Props {
  readonly title: string;
  readonly close: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A panel beside the picture, over it on a phone. Escape closes; the focus goes in (where one writes, if one does) and comes back. */
export function Side({ title, close, onClose, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const first = heading.current?.closest("aside")?.querySelector<HTMLElement>("textarea");
    (first ?? heading.current)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside class="side" aria-labelledby="side-title">
      <div class="side-head">
        <h2 id="side-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="round small quiet" aria-label={close} onClick={onClose}>
          <Icon name="Close" />
        </button>
      </div>
      {children}
    </aside>
  );
}
