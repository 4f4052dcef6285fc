// The listed traces over time by duration. A point opens its trace; a drag selects the time.
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState, type JSX, type PointerEvent } from "react";

import { timeLabels } from "../../lib/axis.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatTimeMs } from "../../lib/time.ts";
import { useSize } from "../../ui/use-size.ts";
import type { TraceSummary } from "contract";
import { labelOf, nearest, toScatter, type Point, type ScatterModel } from "./scatter-model.ts";

export interface ScatterProps {
  readonly traces: readonly TraceSummary[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly selected: string | undefined;
  readonly onRange: (fromMs: number, toMs: number) => void;
}

const height = 132;
const left = 52;

export function Scatter({ traces, fromMs, toMs, selected, onRange }: ScatterProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { width: full } = useSize(place);
  const width = Math.max(1, full - left);
  const navigate = useNavigate();
  const model = useMemo(() => toScatter(traces, fromMs, toMs), [traces, fromMs, toMs]);
  const [pointed, setPointed] = useState<Point | null>(null);
  const [brush, setBrush] = useState<readonly [number, number] | null>(null);
  const labels = timeLabels(fromMs, toMs, full > 0 && full < 420 ? 3 : 5);
  const onMove = (event: PointerEvent<SVGSVGElement>): void => {
    const [x, y] = at(event);
    if (brush !== null) setBrush([brush[0], Math.min(width, Math.max(0, x))]);
    else setPointed(nearest(model.points, x, y, width, height));
  };
  const onUp = (): void => {
    const [a, b] = brush ?? [0, 0];
    setBrush(null);
    if (Math.abs(a - b) >= 6)
      onRange(timeAt(Math.min(a, b) / width, model), timeAt(Math.max(a, b) / width, model));
    else if (pointed !== null) void navigate({ to: "/traces/$id", params: { id: pointed.trace.traceId } });
  };
  return (
    <div className="scatter chart" ref={place}>
      {model.lines.map((line) => (
        <span key={line.ms} className="yl" style={{ top: (1 - line.y) * height }}>
          {labelOf(line.ms)}
        </span>
      ))}
      <svg
        width={width}
        height={height}
        style={{ marginLeft: left, cursor: pointed === null ? "crosshair" : "pointer" }}
        role="img"
        aria-label={`${traces.length} traces by start and duration; the table below lists them`}
        onPointerMove={onMove}
        onPointerLeave={() => setPointed(null)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const [x] = at(event);
          setBrush([x, x]);
        }}
        onPointerUp={onUp}
        onPointerCancel={() => setBrush(null)}
      >
        {model.lines.map((line) => (
          <line
            key={line.ms}
            className="grid"
            x1="0"
            x2={width}
            y1={round((1 - line.y) * height)}
            y2={round((1 - line.y) * height)}
          />
        ))}
        {model.points.map((point) => (
          <Mark
            key={point.trace.traceId}
            point={point}
            width={width}
            on={point.trace.traceId === selected || point === pointed}
          />
        ))}
        {brush !== null && (
          <rect
            className="brush"
            x={Math.min(...brush)}
            y="0"
            width={Math.abs(brush[0] - brush[1])}
            height={height}
          />
        )}
      </svg>
      <div className="xlabels" style={{ marginLeft: left }} aria-hidden="true">
        {labels.map(({ at: share, text }) => (
          <span key={share} style={{ left: `${share * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
      {pointed !== null && brush === null && (
        <Tip point={pointed} x={left + pointed.x * width} y={(1 - pointed.y) * height} width={full} />
      )}
    </div>
  );
}

/** Px from the picture's upper left corner. */
function at(event: PointerEvent<SVGSVGElement>): readonly [number, number] {
  const box = event.currentTarget.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

function timeAt(share: number, { fromMs, toMs }: ScatterModel): number {
  return Math.round(fromMs + share * (toMs - fromMs));
}

/** A disc; an octagon in red when a span of it failed. */
function Mark({
  point,
  width,
  on,
}: {
  readonly point: Point;
  readonly width: number;
  readonly on: boolean;
}): JSX.Element {
  const x = Math.round(point.x * width * 10) / 10;
  const y = Math.round((1 - point.y) * height * 10) / 10;
  if (point.trace.errorCount > 0)
    return (
      <path
        className={`pt error ${on ? "on" : ""}`}
        d={`M${x - 2},${y - 4.5}h4l2.5,2.5v4l-2.5,2.5h-4l-2.5,-2.5v-4z`}
      />
    );
  return <circle className={`pt ${on ? "on" : ""}`} cx={x} cy={y} r={on ? 5 : 3.5} />;
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
      className="tip"
      role="tooltip"
      style={{
        top: y > 70 ? y - 70 : y + 12,
        ...(x > width - 260 ? { right: width - x + 12 } : { left: x + 12 }),
      }}
    >
      <b className="ellip">{trace.rootName || "(no name)"}</b>
      <span className="dim">
        {trace.rootService} · {formatTimeMs(timeMs)}
      </span>
      <span>
        <b>{formatDuration(Number(trace.durationNs) / 1e6)}</b> · {trace.spanCount} spans
        {trace.errorCount > 0 && <span className="bad"> · {trace.errorCount} in error</span>}
      </span>
    </div>
  );
}

const round = (value: number): number => Math.round(value) + 0.5;
