// The columns of the waterfall: side by side, or on a phone bars under their names.
import { useMediaQuery } from "@mantine/hooks";
import { useLayoutEffect, useMemo, useState, type RefObject } from "react";

import { narrowRows, wideRows, type RowMetrics } from "../../draw/row-layout.ts";

export interface Geometry {
  readonly narrow: boolean;
  readonly metrics: RowMetrics;
  /** CSS px of the whole waterfall. */
  readonly width: number;
  readonly laneLeft: number;
  readonly laneWidth: number;
  /** A value of `grid-template-columns`. */
  readonly columns: string;
  readonly indent: number;
  /** Where names and durations are drawn. */
  readonly names: {
    readonly nameLeft: number;
    readonly nameRight: number;
    readonly durationRight: number;
    readonly fullRight: number;
  };
}

/** Follows the width of `ref`'s element. */
export function useGeometry(ref: RefObject<HTMLElement | null>): Geometry {
  const narrow = useMediaQuery("(max-width: 700px)", false, { getInitialValueInEffect: false }) ?? false;
  const dense = useMediaQuery("(max-width: 1180px)", false, { getInitialValueInEffect: false }) ?? false;
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, [ref]);
  return useMemo(() => toGeometry(width, narrow, dense), [width, narrow, dense]);
}

function toGeometry(width: number, narrow: boolean, dense: boolean): Geometry {
  if (narrow) {
    const laneWidth = Math.max(0, width - 28);
    return {
      narrow,
      metrics: narrowRows,
      width,
      laneLeft: 16,
      laneWidth,
      columns: "minmax(0, 1fr) auto",
      indent: 8,
      names: { nameLeft: 16, nameRight: width - 60, durationRight: width - 12, fullRight: width - 12 },
    };
  }
  const name = dense ? 214 : Math.max(250, Math.round((width - 40) * 0.34));
  const duration = dense ? 58 : 66;
  const laneLeft = 24 + name + duration;
  const laneWidth = Math.max(0, width - laneLeft - 16);
  return {
    narrow,
    metrics: wideRows,
    width,
    laneLeft,
    laneWidth,
    columns: `${name}px ${duration}px minmax(0, 1fr)`,
    indent: dense ? 9 : 14,
    names: {
      nameLeft: 24,
      nameRight: 24 + name,
      durationRight: laneLeft - 12,
      fullRight: 24 + Math.round((width - 40) * 0.74),
    },
  };
}
