// Zooms and pans the time of a lane with the wheel.
import { useEffect } from "react";

import { panBy, zoomAt, type TimeView } from "../../draw/time-view.ts";

/** The part of an element that shows time, in CSS px from its left edge. */
export interface Lane {
  readonly left: number;
  readonly width: number;
}

/** Ctrl or ⌘ and the wheel (and a pinch) zoom around the pointer; a sideways wheel pans. */
export function useWheelZoom(
  ref: { readonly current: HTMLElement | null },
  { left, width }: Lane,
  view: TimeView,
  total: number,
  onView: (view: TimeView) => void,
): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const x = event.clientX - element.getBoundingClientRect().left - left;
      if (width <= 0 || x < 0) return;
      const length = view.end - view.start;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        onView(zoomAt(view, Math.exp(event.deltaY * 0.004), view.start + (x / width) * length, total));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        onView(panBy(view, (event.deltaX / width) * length, total));
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [ref, left, width, view, total, onView]);
}
