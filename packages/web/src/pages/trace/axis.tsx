// The head of the waterfall: column names and the ruler of the part of time the lane shows.
import { useMemo, type JSX } from "react";

import { ticks } from "../../draw/ruler.ts";
import { xOf } from "../../draw/lane.ts";
import type { TimeView } from "../../draw/time-view.ts";
import type { Geometry } from "./use-geometry.ts";

export interface AxisProps {
  readonly geometry: Geometry;
  readonly view: TimeView;
  /** No name and duration columns: the flame graph. */
  readonly flat?: boolean;
}

export function Axis({ geometry, view, flat = false }: AxisProps): JSX.Element {
  const left = flat ? (geometry.narrow ? 16 : 24) : geometry.laneLeft;
  const width = flat ? flatWidth(geometry) : geometry.laneWidth;
  const marks = useMemo(() => ticks(view, width), [view, width]);
  return (
    <div className="wf-axis" aria-hidden="true">
      {!flat && !geometry.narrow && (
        <>
          <span className="an">Span</span>
          <span className="ad" style={{ right: geometry.width - geometry.laneLeft + 12 }}>
            Duration
          </span>
        </>
      )}
      {marks.map((tick) => {
        const x = xOf(tick.at, view, width);
        const edge = x < 14 ? "first" : x > width - 18 ? "last" : "";
        return (
          <span key={tick.at} className={`tick ${edge}`} style={{ left: left + Math.min(x, width) }}>
            {tick.label}
          </span>
        );
      })}
    </div>
  );
}

/** The whole width between the margins, for pictures without name columns. */
export function flatWidth({ width, narrow }: Geometry): number {
  return Math.max(0, width - (narrow ? 28 : 40));
}
