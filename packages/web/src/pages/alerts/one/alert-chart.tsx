// The value over time, with its limit or band; the ground is coloured while the alert fired.
import type { AlertPoint, AlertSeriesResult } from "contract";
import { useMemo, type JSX } from "react";

import { alertFormat } from "../../../lib/alert-value.ts";
import { formatSpan } from "../../../lib/time.ts";
import { Chart } from "../../../ui/chart.tsx";
import chart from "../../../ui/chart.module.css";
import type { ChartMark, ChartPeriod, ChartSeries } from "../../../ui/chart-model.ts";
import { ui } from "../../../ui/styles.ts";

const noMarks: readonly ChartMark[] = [];

export interface AlertChartProps {
  readonly series: Pick<AlertSeriesResult, "from" | "to" | "stepMs" | "points">;
  readonly unit: string;
  /** What the value is. */
  readonly name: string;
  readonly height?: number;
  /** Deploys in the range. */
  readonly marks?: readonly ChartMark[];
  readonly onSelect?: ((fromMs: number, toMs: number) => void) | undefined;
}

export function AlertChart({
  series,
  unit,
  name,
  height = 200,
  marks = noMarks,
  onSelect,
}: AlertChartProps): JSX.Element {
  const { from, to, stepMs, points } = series;
  const format = useMemo(() => alertFormat(unit), [unit]);
  const times = useMemo(() => points.map(({ time }) => Date.parse(time)), [points]);
  const lines = useMemo(() => linesOf(points, name), [points, name]);
  const periods = useMemo(() => periodsOf(points, stepMs), [points, stepMs]);
  return (
    <section aria-label="Value over time">
      <p className={chart["title"]}>
        <b>{name}</b>{" "}
        <span className={ui.text["dim"]}>
          {formatSpan(from, to)}
          {lines.length === 2 && ", the limit dashed"}
          {lines.length === 3 && ", the expected band between dashes"}
        </span>
      </p>
      <Chart
        {...{ times, stepMs, format, height, marks, periods }}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={lines}
        band={lines.length === 3 ? band : undefined}
        zoomed
        label={`${name}, ${periods.length} times over its limit`}
        {...(onSelect === undefined ? {} : { onSelect })}
      />
    </section>
  );
}

/** The second and the third line of `linesOf`. */
const band = [1, 2] as const;

function linesOf(points: readonly AlertPoint[], name: string): readonly ChartSeries[] {
  const line = (label: string, key: "high" | "low"): readonly ChartSeries[] => {
    const values = points.map((point) => point[key]);
    return values.every((value) => value === null)
      ? []
      : [{ label, values, color: "--chart-before", kind: "before" }];
  };
  const limits = [...line("upper limit", "high"), ...line("lower limit", "low")];
  return [
    { label: name, values: points.map(({ value }) => value), color: "--chart-now", kind: "line" },
    ...(limits.length === 1 ? limits.map((one) => ({ ...one, label: "limit" })) : limits),
  ];
}

/** Stretches in which the alert fired or was pending. */
function periodsOf(points: readonly AlertPoint[], stepMs: number): readonly ChartPeriod[] {
  const periods: { state: string; fromMs: number; toMs: number }[] = [];
  for (const { time, state } of points) {
    const ms = Date.parse(time);
    const last = periods.at(-1);
    if (last !== undefined && last.state === state && ms <= last.toMs) last.toMs = ms + stepMs;
    else periods.push({ state, fromMs: ms, toMs: ms + stepMs });
  }
  return periods
    .filter(({ state }) => state === "firing" || state === "pending")
    .map(({ state, fromMs, toMs }) => ({
      fromMs,
      toMs,
      kind: state === "firing" ? "error" : "warn",
      label: `${state === "firing" ? "Fired" : "Pending"} ${formatSpan(fromMs, toMs)}`,
    }));
}
