// Measurements of a histogram by bucket and time: each row is a bucket, as wide as the histogram has it.
import type { BucketGrid } from "contract";
import { useLayoutEffect, useMemo, useRef, useState, type JSX, type PointerEvent } from "react";

import { type BucketLayout, layoutBuckets } from "../draw/bucket-layout.ts";
import { prepareCanvas } from "../draw/canvas.ts";
import { drawHeatmap } from "../draw/heatmap.ts";
import { tidy, timeLabels } from "../lib/axis.ts";
import type { Late } from "../lib/completeness.ts";
import { formatCount } from "../lib/format.ts";
import { formatTime } from "../lib/time.ts";
import css from "./bucket-heatmap.module.css";
import { ChartExport, type ChartExportProps } from "./chart-export.tsx";
import { useHeatmapColors } from "./heatmap/use-heatmap-colors.ts";
import { LateEnd, lateEndLabel } from "./late-end.tsx";
import { ui } from "./styles.ts";
import { useSize } from "./use-size.ts";

export interface BucketHeatmapProps {
  readonly grid: BucketGrid;
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly format: (value: number) => string;
  readonly height: number;
  /** The accessible name of the picture. */
  readonly label: string;
  /** What is late of what is measured: the end of the picture is hatched. */
  readonly late: Late | undefined;
}

interface Cell {
  readonly column: number;
  readonly row: number;
}

const axisWidth = 60;
const mostLabels = 6;

export function BucketHeatmap(props: BucketHeatmapProps): JSX.Element {
  const { grid, times, stepMs, fromMs, toMs, height, label, late } = props;
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width: full } = useSize(place);
  const width = Math.max(1, full - axisWidth);
  const colors = useHeatmapColors();
  const layout = useMemo(() => layoutBuckets(grid, times, stepMs), [grid, times, stepMs]);
  const [cell, setCell] = useState<Cell | undefined>();
  useLayoutEffect(() => {
    const pen = canvas.current === null ? null : prepareCanvas(canvas.current, width, height);
    if (pen !== null) drawHeatmap(pen, { layout, width, height, colors });
  }, [layout, width, height, colors]);
  // of a picture, what is in it is not read aloud
  const isLate = late !== undefined && late.upToMs < layout.toMs;
  const total = grid.counts.flat().reduce((sum, count) => sum + count, 0);
  return (
    <div className={css["heatmap"]} ref={place}>
      <div
        className={css["plot"]}
        role="img"
        aria-label={`${label}: ${formatCount(total)} measurements, ${bucketText(props, 0)} to ${bucketText(props, layout.rows - 1)}${isLate ? `. ${lateEndLabel(late)}` : ""}`}
        style={{ marginLeft: axisWidth, height }}
        onPointerMove={(event) => setCell(cellUnder(event, layout))}
        onPointerLeave={() => setCell(undefined)}
      >
        <canvas ref={canvas} aria-hidden="true" />
        <LateEnd late={late} fromMs={layout.fromMs} toMs={layout.toMs} />
        <BucketLabels {...props} />
        {cell !== undefined && <CellTip {...props} cell={cell} columns={layout.columns} />}
      </div>
      <div className={css["times"]} style={{ marginLeft: axisWidth }} aria-hidden="true">
        {timeLabels(layout.fromMs, layout.toMs, width < 420 ? 3 : 5).map(({ at, text }) => (
          <span key={at} style={{ left: `${at * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
      <ChartExport {...{ label, times, fromMs, toMs }} series={rowsOf(props)} />
    </div>
  );
}

/** The rows as series of the file: how many measurements are in each. */
function rowsOf(props: BucketHeatmapProps): ChartExportProps["series"] {
  const { lows, counts } = props.grid;
  return lows.map((_, row) => ({
    label: bucketText(props, row),
    values: counts.map((column) => column[row] ?? 0),
  }));
}

/** Lower ends of rows, a few of them. */
function BucketLabels({ grid: { lows }, format }: BucketHeatmapProps): JSX.Element {
  const every = Math.ceil(lows.length / mostLabels);
  return (
    <>
      {lows.map((low, row) =>
        row % every === 0 && low !== null ? (
          <span
            key={row}
            className={css["label"]}
            style={{ bottom: `${(row / lows.length) * 100}%`, width: axisWidth - 8 }}
          >
            {tidy(format(low))}
          </span>
        ) : null,
      )}
    </>
  );
}

function CellTip({
  cell: { column, row },
  columns,
  ...props
}: BucketHeatmapProps & { readonly cell: Cell; readonly columns: number }): JSX.Element {
  const isRight = column > columns * 0.55;
  const { grid, times } = props;
  return (
    <div
      className={css["tip"]}
      style={
        isRight
          ? { right: `${(1 - column / columns) * 100}%` }
          : { left: `${((column + 1) / columns) * 100}%` }
      }
    >
      <span className={ui.text["dim"]}>{formatTime(times[column] ?? 0)}</span>
      <span>{bucketText(props, row)}</span>
      <b>{formatCount(grid.counts[column]?.[row] ?? 0)}</b>
    </div>
  );
}

/** `10 ms – 25 ms`; `below` and `above` where a bucket has no end. */
function bucketText({ grid: { lows, highs }, format }: BucketHeatmapProps, row: number): string {
  const text = (value: number | null | undefined, open: string): string =>
    value === null || value === undefined ? open : tidy(format(value));
  return `${text(lows[row], "below")} – ${text(highs[row], "above")}`;
}

function cellUnder(event: PointerEvent<HTMLElement>, { columns, rows }: BucketLayout): Cell {
  const box = event.currentTarget.getBoundingClientRect();
  return {
    column: indexAt((event.clientX - box.left) / (box.width || 1), columns),
    row: indexAt(1 - (event.clientY - box.top) / (box.height || 1), rows),
  };
}

function indexAt(share: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}
