// Satisfaction over time by the chosen dimension, and contacts over time by result.
import type { InteractionsResult, InteractionTrend } from "contract";
import { useMemo, type JSX } from "react";

import { formatCount, formatNumber } from "../../lib/format.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { Chart } from "../../ui/chart.tsx";
import chart from "../../ui/chart.module.css";
import type { ChartSeries } from "../../ui/chart-model.ts";
import { classes } from "../../ui/classes.ts";
import { pickColor } from "../../ui/service-color.ts";
import { ui } from "../../ui/styles.ts";
import css from "./interactions.module.css";
import type { Dimension } from "./search.ts";

export function TrendCharts({
  result,
  by,
}: {
  readonly result: InteractionsResult;
  readonly by: Dimension;
}): JSX.Element {
  const { trends, resultTrends } = result;
  const satisfaction = useMemo(
    () => toSeries(trends, "line", ({ satisfactions }) => satisfactions),
    [trends],
  );
  const results = useMemo(() => toSeries(resultTrends, "bars", ({ counts }) => counts), [resultTrends]);
  return (
    <div className={css["charts"]}>
      <Trend result={result} title="satisfaction" by={by} series={satisfaction} format={formatNumber} />
      <Trend result={result} title="contacts" by="result" series={results} format={formatCount} />
    </div>
  );
}

function Trend({
  result: { buckets, stepMs, from, to },
  title,
  by,
  series,
  format,
}: {
  readonly result: InteractionsResult;
  readonly title: string;
  readonly by: string;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
}): JSX.Element {
  const { setRange } = useScopeChanges();
  const times = useMemo(() => buckets.map(({ time }) => Date.parse(time)), [buckets]);
  return (
    <section aria-label={`${title} by ${by}`}>
      <p className={chart["title"]}>
        <b>{title}</b> <span className={ui.text["dim"]}>by {by}</span>
      </p>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={series}
        format={format}
        height={170}
        label={`${title} over time by ${by}`}
        onSelect={(fromMs, toMs) => setRange(fixedRange(fromMs, toMs))}
      />
      <p className={classes(chart["key"], css["key"])}>
        {series.map(({ label, color }) => (
          <span key={label}>
            <i style={{ background: color }} />
            {label}
          </span>
        ))}
      </p>
    </section>
  );
}

function toSeries(
  trends: readonly InteractionTrend[],
  kind: ChartSeries["kind"],
  valuesOf: (trend: InteractionTrend) => readonly (number | null)[],
): readonly ChartSeries[] {
  const taken = new Set<number>();
  return trends.map((trend) => {
    const color = pickColor(trend.value, taken);
    taken.add(color);
    const label = trend.value === "" ? "none" : trend.value;
    return { label, values: valuesOf(trend), color: `var(--cat-${color})`, kind };
  });
}
