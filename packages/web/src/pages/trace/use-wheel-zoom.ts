// Zooming and moving along the time of a lane with the wheel.
import { useEffect } from "react";

import { panBy, zoomAt, type TimeView } from "../../draw/time-view.ts";
import type { Geometry } from "./use-geometry.ts";

/** Ctrl or ⌘ and the wheel (and a pinch) zoom around the pointer; a sideways wheel moves along. */
export function useWheelZoom(
  ref: { readonly current: HTMLElement | null },
  geometry: Geometry,
  view: TimeView,
  total: number,
  onView: (view: TimeView) => void,
): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const { laneLeft, laneWidth } = geometry;
      const x = event.clientX - element.getBoundingClientRect().left - laneLeft;
      if (laneWidth <= 0 || x < 0) return;
      const length = view.end - view.start;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        onView(zoomAt(view, Math.exp(event.deltaY * 0.004), view.start + (x / laneWidth) * length, total));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        onView(panBy(view, (event.deltaX / laneWidth) * length, total));
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [ref, geometry, view, total, onView]);
}
