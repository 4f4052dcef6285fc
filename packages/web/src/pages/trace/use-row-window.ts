// Which rows are on the screen, also when the page scrolls instead of the list.
import { useCallback, useEffect, useLayoutEffect, useState, type RefObject } from "react";

import { visibleRows, type RowWindow } from "../../draw/row-layout.ts";

const margin = 240;

/** The window of rows to render, moved as either `scroller` or the page scrolls. It changes only in blocks of rows. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, tops: Float64Array): RowWindow {
  const measure = useCallback((): RowWindow => {
    const element = scroller.current;
    if (element === null) return visibleRows(tops, 0, 900, margin);
    const box = element.getBoundingClientRect();
    const top = Math.max(0, box.top);
    const bottom = Math.min(innerHeight, box.bottom);
    return visibleRows(tops, element.scrollTop + top - box.top, Math.max(0, bottom - top), margin);
  }, [scroller, tops]);
  const [seen, setSeen] = useState<RowWindow>(measure);
  const update = useCallback(() => {
    const next = measure();
    setSeen((now) => (now.first === next.first && now.last === next.last ? now : next));
  }, [measure]);
  useLayoutEffect(update, [update]);
  useEffect(() => {
    const options = { capture: true, passive: true } as const;
    addEventListener("scroll", update, options);
    addEventListener("resize", update, options);
    return () => {
      removeEventListener("scroll", update, options);
      removeEventListener("resize", update, options);
    };
  }, [update]);
  // Folding makes the list shorter before the window follows.
  const count = tops.length - 1;
  return seen.last <= count ? seen : { first: Math.min(seen.first, count), last: count };
}
