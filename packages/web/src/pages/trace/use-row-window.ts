// Which rows are on the screen, also when the page scrolls instead of the list.
import { useCallback, useSyncExternalStore, type RefObject } from "react";

import { visibleRows, type RowWindow } from "../../draw/row-layout.ts";

const margin = 240;
/** Both ends in one number, so that an unchanged window is an unchanged value. */
const radix = 1 << 24;

/** The window of rows to render, moved as either `scroller` or the page scrolls. It changes only in blocks of rows. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, tops: Float64Array): RowWindow {
  const measure = useCallback((): number => {
    const { first, last } = windowOf(scroller, tops);
    return first * radix + last;
  }, [scroller, tops]);
  const seen = useSyncExternalStore(subscribe, measure);
  return { first: Math.floor(seen / radix), last: seen % radix };
}

function windowOf(scroller: RefObject<HTMLElement | null>, tops: Float64Array): RowWindow {
  const element = scroller.current;
  if (element === null) return visibleRows(tops, 0, innerHeight, margin);
  const box = element.getBoundingClientRect();
  const top = Math.max(0, box.top);
  const bottom = Math.min(innerHeight, box.bottom);
  return visibleRows(tops, element.scrollTop + top - box.top, Math.max(0, bottom - top), margin);
}

function subscribe(onChange: () => void): () => void {
  const options = { capture: true, passive: true } as const;
  addEventListener("scroll", onChange, options);
  addEventListener("resize", onChange, options);
  return () => {
    removeEventListener("scroll", onChange, options);
    removeEventListener("resize", onChange, options);
  };
}
