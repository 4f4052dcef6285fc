// A heatmap of time by duration: the picture on a canvas, axes, crosshair and selection in HTML above it. A drag, or the arrow keys with
// `shift`, selects a region of whole cells.
import { useId, useLayoutEffect, useMemo, useRef, type JSX } from "react";

import { prepareCanvas } from "../../draw/canvas.ts";
import {
  type HeatmapGrid,
  type HeatmapLayout,
  type HeatmapRegion,
  layoutHeatmap,
  regionOf,
} from "../../draw/heatmap-layout.ts";
import { drawHeatmap } from "../../draw/heatmap.ts";
import type { Late } from "../../lib/completeness.ts";
import { ChartExport, type ChartExportProps } from "../chart-export.tsx";
import { classes } from "../classes.ts";
import { LateEnd } from "../late-end.tsx";
import { ui } from "../styles.ts";
import { useSize } from "../use-size.ts";
import { HeatmapAxes } from "./heatmap-axes.tsx";
import { describeCell, HeatmapTip } from "./heatmap-tip.tsx";
import css from "./heatmap.module.css";
import { insetsOf } from "./insets.ts";
import { type Brush, useBrush } from "./use-brush.ts";
import { useHeatmapColors } from "./use-heatmap-colors.ts";

export interface HeatmapProps {
  readonly grid: HeatmapGrid;
  /** The accessible name of the picture. */
  readonly label: string;
  /** What is counted, in the plural: `spans`. */
  readonly unit: string;
  readonly region: HeatmapRegion | undefined;
  readonly onRegion: (region: HeatmapRegion | undefined) => void;
  readonly height?: number;
  /** What is late of what is counted: the end of the picture is hatched. */
  readonly late: Late | undefined;
}

const axisWidth = 52;
/** Narrower cells are merged. CSS px. */
const minCell = { width: 5, height: 7 };

export function Heatmap({
  grid,
  label,
  unit,
  region,
  onRegion,
  late,
  height = 176,
}: HeatmapProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { width: full } = useSize(place);
  const width = Math.max(1, full - axisWidth);
  const maxColumns = Math.floor(width / minCell.width);
  const layout = useMemo(
    () => layoutHeatmap(grid, maxColumns, Math.floor(height / minCell.height)),
    [grid, maxColumns, height],
  );
  const brush = useBrush(layout, onRegion);
  const helpId = useId();
  return (
    <div className={css["heatmap"]} ref={place}>
      <HeatmapAxes layout={layout} left={axisWidth} width={width} height={height}>
        <Canvas layout={layout} width={width} height={height} />
        <LateEnd late={late} fromMs={layout.fromMs} toMs={layout.toMs} />
        <div
          className={css["plot"]}
          role="application"
          aria-roledescription="heatmap"
          aria-label={label}
          aria-describedby={helpId}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys move the crosshair
          tabIndex={0}
          {...brush.handlers}
        >
          <Selection layout={layout} region={region} brush={brush} />
        </div>
        <Crosshair layout={layout} brush={brush} />
        {brush.pointed !== undefined && (
          <HeatmapTip
            layout={layout}
            grid={grid}
            range={rangeOf(brush)}
            unit={unit}
            width={width}
            height={height}
          />
        )}
      </HeatmapAxes>
      <p id={helpId} className={ui.text["sr"]}>
        Arrow keys move by a cell, shift and arrow keys select, enter applies the selection, escape clears it.
      </p>
      <p className={ui.text["sr"]} role="status">
        {brush.pointed === undefined ? "" : describeCell({ layout, grid, range: rangeOf(brush), unit })}
      </p>
      <ChartExport label={label} {...dataOf(grid)} />
    </div>
  );
}

/** A column of the file for each row of the picture: how many are in it. */
function dataOf({ times, stepMs, lowsMs, counts }: HeatmapGrid): Omit<ChartExportProps, "label"> {
  const fromMs = times[0] ?? 0;
  return {
    times,
    fromMs,
    toMs: (times.at(-1) ?? fromMs) + stepMs,
    series: lowsMs.map((low, row) => ({
      label: `From ${low} ms`,
      values: counts.map((column) => column[row] ?? 0),
    })),
  };
}

/** The cells that a tooltip is about: the selection, or the one that is pointed at. */
function rangeOf({ selecting, pointed }: Brush): NonNullable<Brush["selecting"]> {
  const cell = pointed ?? { column: 0, row: 0 };
  return selecting ?? { from: cell, to: cell };
}

function Canvas({
  layout,
  width,
  height,
}: {
  readonly layout: HeatmapLayout;
  readonly width: number;
  readonly height: number;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colors = useHeatmapColors();
  useLayoutEffect(() => {
    const pen = canvas.current === null ? null : prepareCanvas(canvas.current, width, height);
    if (pen !== null) drawHeatmap(pen, { layout, width, height, colors });
  }, [layout, width, height, colors]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

/** The region that is applied, and the one that is being selected. */
function Selection({
  layout,
  region,
  brush,
}: {
  readonly layout: HeatmapLayout;
  readonly region: HeatmapRegion | undefined;
  readonly brush: Brush;
}): JSX.Element {
  const selecting = brush.selecting === undefined ? undefined : regionOf(layout, brush.selecting);
  return (
    <>
      {region !== undefined && selecting === undefined && (
        <i className={css["region"]} style={insetsOf(layout, region)} data-testid="region" />
      )}
      {selecting !== undefined && (
        <i className={classes(css["region"], css["selecting"])} style={insetsOf(layout, selecting)} />
      )}
    </>
  );
}

/** A line through the time and the duration that are pointed at. */
function Crosshair({
  layout: { columns, rows },
  brush: { pointed },
}: {
  readonly layout: HeatmapLayout;
  readonly brush: Brush;
}): JSX.Element | null {
  if (pointed === undefined) return null;
  return (
    <>
      <i className={css["crossX"]} style={{ left: `${((pointed.column + 0.5) / columns) * 100}%` }} />
      <i className={css["crossY"]} style={{ bottom: `${((pointed.row + 0.5) / rows) * 100}%` }} />
    </>
  );
}
