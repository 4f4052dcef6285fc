// The value over time, with its limit or band; the ground is coloured while the alert fired.
import { type AlertPoint, type AlertSeriesResult, type ChartSpec, withSettledBand } from "contract";
import { useMemo, type JSX } from "react";

import { alertFormat } from "../../../lib/alert-value.ts";
import type { Late } from "../../../lib/completeness.ts";
import { formatSpan } from "../../../lib/time.ts";
import { Chart } from "../../../ui/chart.tsx";
import { ChartTitle } from "../../../ui/chart-title.tsx";
import type { ChartMark, ChartPeriod, ChartSeries } from "../../../ui/chart-model.ts";
import css from "./alert-chart.module.css";

const noMarks: readonly ChartMark[] = [];
const noPeriods: readonly ChartPeriod[] = [];

export interface AlertChartProps {
  readonly series: Pick<AlertSeriesResult, "from" | "to" | "stepMs" | "points">;
  readonly unit: string;
  /** What the value is. */
  readonly name: string;
  readonly height?: number;
  /** Deploys in the range. */
  readonly marks?: readonly ChartMark[];
  /** Anomalies in the range. */
  readonly anomalies?: readonly ChartPeriod[];
  /** What is late of the data that the rule looks at. */
  readonly late: Late | undefined;
  readonly onSelect?: ((fromMs: number, toMs: number) => void) | undefined;
  /** What is pinned; the chart of a rule that is not saved cannot be. */
  readonly chart?: ChartSpec;
}

export function AlertChart({
  series,
  unit,
  name,
  height = 200,
  marks = noMarks,
  anomalies = noPeriods,
  late,
  onSelect,
  chart,
}: AlertChartProps): JSX.Element {
  const { from, to, stepMs } = series;
  const points = useMemo(() => withSettledBand(series.points), [series.points]);
  const format = useMemo(() => alertFormat(unit), [unit]);
  const times = useMemo(() => points.map(({ time }) => Date.parse(time)), [points]);
  const lines = useMemo(() => linesOf(points, name), [points, name]);
  const fired = useMemo(() => periodsOf(points, stepMs), [points, stepMs]);
  const periods = useMemo(() => [...anomalies, ...fired], [anomalies, fired]);
  const firedTimes = fired.filter(({ kind }) => kind === "error").length;
  const expected = lines.length === 3 ? expectedWords(points, format) : "";
  return (
    <section aria-label="Value over time">
      <ChartTitle name={name} chart={chart}>
        {formatSpan(from, to)}
        {lines.length === 2 && ", the limit dashed"}
        {lines.length === 3 && (
          <span className={css["bandKey"]}>
            <i /> expected band{expected === "" ? "" : `, now ${expected}`}
          </span>
        )}
      </ChartTitle>
      <Chart
        {...{ times, stepMs, format, height, marks, periods, late }}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={lines}
        band={lines.length === 3 ? band : undefined}
        axis="zoomed"
        label={labelOf(name, firedTimes, expected)}
        {...(onSelect === undefined ? {} : { onSelect })}
      />
    </section>
  );
}

/** What the picture says, for those who do not see it. */
function labelOf(name: string, fired: number, expected: string): string {
  const times = fired === 1 ? "fired once" : `fired ${fired} times`;
  return [name, times, ...(expected === "" ? [] : [`the last value expected between ${expected}`])].join(
    ", ",
  );
}

/** `80.1 % – 94.5 %`, of the last evaluation with a band; empty while the detector learns. */
function expectedWords(points: readonly AlertPoint[], format: (value: number) => string): string {
  const last = points.findLast(({ low, high }) => low !== null && high !== null);
  return last === undefined ? "" : `${format(last.low!)} – ${format(last.high!)}`;
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
