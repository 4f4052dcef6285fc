// The listed traces over time by duration. A point opens its trace; a drag selects the time.
import { useNavigate } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import { useMemo, useRef, useState, type JSX, type PointerEvent, type SVGProps } from "react";

import { timeLabels } from "../../lib/axis.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatTimeMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { useSize } from "../../ui/use-size.ts";
import css from "./scatter.module.css";
import { labelOf, nearest, toScatter, type Point, type ScatterModel } from "./scatter-model.ts";
import { ui } from "../../ui/styles.ts";

export interface ScatterProps {
  readonly traces: readonly TraceSummary[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly selected: string | undefined;
  readonly onRange: (fromMs: number, toMs: number) => void;
}

const height = 132;
const left = 52;
/** A shorter drag is a click. CSS px. */
const shortestDrag = 6;

export function Scatter({ traces, fromMs, toMs, selected, onRange }: ScatterProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { width: full } = useSize(place);
  const width = Math.max(1, full - left);
  const model = useMemo(() => toScatter(traces, fromMs, toMs), [traces, fromMs, toMs]);
  const { pointed, brush, handlers } = usePointer(model, width, onRange);
  return (
    <div className={css["scatter"]} ref={place}>
      {model.lines.map((line) => (
        <span key={line.ms} className={css["durationLabel"]} style={{ top: (1 - line.y) * height }}>
          {labelOf(line.ms)}
        </span>
      ))}
      <svg
        width={width}
        height={height}
        style={{ marginLeft: left, cursor: pointed === null ? "crosshair" : "pointer" }}
        role="img"
        aria-label={`${traces.length} traces by start and duration; the table below lists them`}
        {...handlers}
      >
        <GridLines lines={model.lines} width={width} />
        {model.points.map((point) => (
          <Mark
            key={point.trace.traceId}
            point={point}
            width={width}
            active={point.trace.traceId === selected || point === pointed}
          />
        ))}
        {brush !== null && (
          <rect
            className={css["brush"]}
            x={Math.min(...brush)}
            y="0"
            width={Math.abs(brush[0] - brush[1])}
            height={height}
          />
        )}
      </svg>
      <TimeLabels fromMs={fromMs} toMs={toMs} width={full} />
      {pointed !== null && brush === null && (
        <Tip point={pointed} x={left + pointed.x * width} y={(1 - pointed.y) * height} width={full} />
      )}
    </div>
  );
}

/** Both ends of a drag in px. */
type Brush = readonly [from: number, to: number];

interface Pointer {
  readonly pointed: Point | null;
  readonly brush: Brush | null;
  readonly handlers: Pick<
    SVGProps<SVGSVGElement>,
    "onPointerMove" | "onPointerLeave" | "onPointerDown" | "onPointerUp" | "onPointerCancel"
  >;
}

/** The point under the pointer, which a click opens, and the drag, whose range is selected on release. */
function usePointer(model: ScatterModel, width: number, onRange: ScatterProps["onRange"]): Pointer {
  const navigate = useNavigate();
  const [pointed, setPointed] = useState<Point | null>(null);
  const [brush, setBrush] = useState<Brush | null>(null);
  const release = ([a, b]: Brush): void => {
    setBrush(null);
    const [first, last] = [Math.min(a, b), Math.max(a, b)];
    if (last - first >= shortestDrag) onRange(timeAt(first / width, model), timeAt(last / width, model));
    else if (pointed !== null) void navigate({ to: "/traces/$id", params: { id: pointed.trace.traceId } });
  };
  return {
    pointed,
    brush,
    handlers: {
      onPointerMove: (event) => {
        const [x, y] = positionOf(event);
        if (brush === null) setPointed(nearest(model.points, { x, y }, { width, height }));
        else setBrush([brush[0], Math.min(width, Math.max(0, x))]);
      },
      onPointerLeave: () => setPointed(null),
      onPointerDown: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const [x] = positionOf(event);
        setBrush([x, x]);
      },
      onPointerUp: () => release(brush ?? [0, 0]),
      onPointerCancel: () => setBrush(null),
    },
  };
}

/** Px from the picture's upper left corner. */
function positionOf(event: PointerEvent<SVGSVGElement>): readonly [number, number] {
  const box = event.currentTarget.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

function timeAt(share: number, { fromMs, toMs }: ScatterModel): number {
  return Math.round(fromMs + share * (toMs - fromMs));
}

function GridLines({
  lines,
  width,
}: {
  readonly lines: ScatterModel["lines"];
  readonly width: number;
}): readonly JSX.Element[] {
  return lines.map(({ ms, y }) => {
    const at = Math.round((1 - y) * height) + 0.5;
    return <line key={ms} className={css["gridLine"]} x1="0" x2={width} y1={at} y2={at} />;
  });
}

function TimeLabels({
  fromMs,
  toMs,
  width,
}: {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
}): JSX.Element {
  const labels = timeLabels(fromMs, toMs, width > 0 && width < 420 ? 3 : 5);
  return (
    <div className={css["timeLabels"]} style={{ marginLeft: left }} aria-hidden="true">
      {labels.map(({ at, text }) => (
        <span key={at} style={{ left: `${at * 100}%` }}>
          {text}
        </span>
      ))}
    </div>
  );
}

/** A disc; a red octagon when one of its spans failed. */
function Mark({
  point,
  width,
  active,
}: {
  readonly point: Point;
  readonly width: number;
  readonly active: boolean;
}): JSX.Element {
  const x = Math.round(point.x * width * 10) / 10;
  const y = Math.round((1 - point.y) * height * 10) / 10;
  if (point.trace.errorCount > 0)
    return (
      <path
        className={classes(css["point"], css["failed"], active && css["active"])}
        d={`M${x - 2},${y - 4.5}h4l2.5,2.5v4l-2.5,2.5h-4l-2.5,-2.5v-4z`}
      />
    );
  return (
    <circle className={classes(css["point"], active && css["active"])} cx={x} cy={y} r={active ? 5 : 3.5} />
  );
}

function Tip({
  point,
  x,
  y,
  width,
}: {
  readonly point: Point;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}): JSX.Element {
  const { trace, timeMs } = point;
  return (
    <div
      className={css["tip"]}
      role="tooltip"
      style={{
        top: y > 70 ? y - 70 : y + 12,
        ...(x > width - 260 ? { right: width - x + 12 } : { left: x + 12 }),
      }}
    >
      <b className={ui.text["ellip"]}>{trace.rootName || "(no name)"}</b>
      <span className={ui.text["dim"]}>
        {trace.rootService} · {formatTimeMs(timeMs)}
      </span>
      <span>
        <b>{formatDuration(Number(trace.durationNs) / 1e6)}</b> · {trace.spanCount} spans
        {trace.errorCount > 0 && <span className={ui.text["bad"]}> · {trace.errorCount} in error</span>}
      </span>
    </div>
  );
}
