// The live tail: new records appear at the top unless the page is paused, or someone reads further down.
import { useEffect, useState } from "react";

import { isMoving } from "../../lib/time-range.ts";
import { togglePaused, useLive } from "../../state/live.ts";
import { useScope } from "../../state/scope.ts";
import { isTyping } from "../../ui/is-typing.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";

export interface Tail {
  readonly state: "live" | "paused" | "reading" | "still";
  /** The newest record that is shown, Unix ns; empty without one. */
  readonly shownNs: string;
  readonly setShownNs: (ns: string) => void;
}

/** Also binds the space bar: it pauses and continues, unless something is focused that it belongs to. */
export function useTail(): Tail {
  const { range } = useScope();
  const paused = useLive((state) => state.paused);
  const isReading = useScrolledDown(240);
  const [shownNs, setShownNs] = useState("");
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== " " || event.target !== document.body || isTyping(event)) return;
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      togglePaused();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const state = !isMoving(range) ? "still" : paused ? "paused" : isReading ? "reading" : "live";
  return { state, shownNs, setShownNs };
}
