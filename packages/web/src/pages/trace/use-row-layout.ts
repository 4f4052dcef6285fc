// Where each row is, and which rows are on the screen, also when the page scrolls instead of the list.
import { useCallback, useMemo, useSyncExternalStore, type RefObject } from "react";

import { rowTops, visibleRows, type RowMetrics, type RowWindow } from "../../draw/row-layout.ts";
import type { TraceRow } from "../../draw/trace-rows.ts";

/** All lengths in CSS px from the top of the list. */
export interface RowLayout {
  /** The top of each row, and the bottom of the last. */
  readonly tops: Float64Array;
  readonly total: number;
  /** The rows to render. */
  readonly window: RowWindow;
  readonly windowTop: number;
  readonly windowHeight: number;
}

/** The layout of `rows`; its window follows as either `scroller` or the page scrolls, in blocks of rows. */
export function useRowLayout(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly TraceRow[],
  metrics: RowMetrics,
): RowLayout {
  const tops = useMemo(() => rowTops(rows, metrics), [rows, metrics]);
  const { first, last } = useRowWindow(scroller, tops);
  return useMemo(() => {
    const windowTop = tops[first] ?? 0;
    return {
      tops,
      total: tops[rows.length] ?? 0,
      window: { first, last },
      windowTop,
      windowHeight: Math.max((tops[last] ?? 0) - windowTop, 1),
    };
  }, [tops, rows, first, last]);
}

const margin = 96;
/** Both ends in one number, so that an unchanged window is an unchanged value. */
const radix = 1 << 24;

function useRowWindow(scroller: RefObject<HTMLElement | null>, tops: Float64Array): RowWindow {
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
