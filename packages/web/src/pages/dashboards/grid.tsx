// Charts on the grid of a dashboard, in their order.
import type { ChartSpec } from "contract";
import type { JSX, ReactNode } from "react";

import { heightOf, sizeOf } from "../../lib/grid-layout.ts";
import css from "./one.module.css";

const head = 34;

export interface ChartGridProps {
  readonly charts: readonly ChartSpec[];
  readonly children: (chart: ChartSpec, at: number) => ReactNode;
}

export function ChartGrid({ charts, children }: ChartGridProps): JSX.Element {
  return (
    <ul className={css["grid"]} aria-label="Charts">
      {charts.map((chart, at) => (
        // The place is what a chart is known by: two may be equal.
        <li key={at} style={{ gridColumn: `span ${sizeOf(chart).width}`, minHeight: heightOf(chart) }}>
          {children(chart, at)}
        </li>
      ))}
    </ul>
  );
}

/** The room for the picture of a chart, in px. */
export function pictureHeight(chart: ChartSpec): number {
  return heightOf(chart) - head - 8;
}
