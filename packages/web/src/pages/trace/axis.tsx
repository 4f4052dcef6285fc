// The head of the waterfall: column names, and the ruler of the time that the lane shows.
import { useMemo, type JSX } from "react";

import { ticks } from "../../draw/ruler.ts";
import { xOf } from "../../draw/lane.ts";
import type { TimeView } from "../../draw/time-view.ts";
import { classes } from "../../ui/classes.ts";
import css from "./axis.module.css";
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
    <div className={css["axis"]} aria-hidden="true">
      {!flat && !geometry.narrow && (
        <>
          <span className={css["span"]}>Span</span>
          <span style={{ right: geometry.width - geometry.laneLeft + 12 }}>Duration</span>
        </>
      )}
      {marks.map((tick) => {
        const x = xOf(tick.at, view, width);
        return (
          <span
            key={tick.at}
            data-testid="tick"
            className={classes(css["tick"], edgeClass(x, width))}
            style={{ left: left + Math.min(x, width) }}
          >
            {tick.label}
          </span>
        );
      })}
    </div>
  );
}

/** At the edges a label is beside its tick, not centred on it. */
function edgeClass(x: number, width: number): string | undefined {
  if (x < 14) return css["first"];
  return x > width - 18 ? css["last"] : undefined;
}

/** The whole width between the margins, for pictures without name columns. */
export function flatWidth({ width, narrow }: Geometry): number {
  return Math.max(0, width - (narrow ? 28 : 40));
}
