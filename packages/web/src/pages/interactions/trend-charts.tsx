// Satisfaction over time by the chosen dimension, and contacts over time by result.
import { absentName, restName } from "catalog/rest-name";
import type { ChartSource, InteractionsResult, InteractionTrend, OtherInteractions } from "contract";
import { useMemo, type JSX } from "react";

import { formatCount, formatNumber } from "../../lib/format.ts";
import { scoreScale } from "../../lib/score-scale.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useLate } from "../../state/completeness.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { Chart } from "../../ui/chart.tsx";
import chart from "../../ui/chart.module.css";
import type { ChartSeries } from "../../ui/chart-model.ts";
import { ChartTitle } from "../../ui/chart-title.tsx";
import { classes } from "../../ui/classes.ts";
import { pickColor } from "../../ui/service-color.ts";
import css from "./interactions.module.css";
import type { Dimension, InteractionsSearch } from "./search.ts";

type InteractionSource = Extract<ChartSource, { readonly interaction: string }>;

export function TrendCharts({
  result,
  by,
  search: { type = "", channel, tier, result: outcome, customer },
}: {
  readonly result: InteractionsResult;
  readonly by: Dimension;
  readonly search: InteractionsSearch;
}): JSX.Element {
  const filters = { interaction: type, channel, tier, result: outcome, customer };
  const { trends, otherTrends, resultTrends, otherResultTrends } = result;
  const satisfaction = useMemo(
    () => toSeries(trends, "line", ({ satisfactions }) => satisfactions),
    [trends],
  );
  const scale = useMemo(() => scoreScale(scoresOf(result)), [result]);
  const results = useMemo(
    () => [
      ...toSeries(resultTrends, "bars", ({ counts }) => counts),
      ...toOther(otherResultTrends, resultTrends),
    ],
    [resultTrends, otherResultTrends],
  );
  return (
    <div className={css["charts"]}>
      <Trend
        result={result}
        title="satisfaction"
        source={{ ...filters, measure: "satisfaction", by }}
        series={satisfaction}
        bounds={scale}
        more={otherTrends.values}
        format={formatNumber}
      />
      <Trend
        result={result}
        title="contacts"
        source={{ ...filters, measure: "count", by: "result" }}
        series={results}
        more={0}
        format={formatCount}
      />
    </div>
  );
}

/** The lowest and the highest score, and averages of the end of the range, which may not be complete. */
function scoresOf({ current, previous, trends }: InteractionsResult): readonly number[] {
  const ends = [current, previous].flatMap(({ lowest, highest }) => [lowest, highest]);
  return [...ends, ...trends.flatMap(({ satisfactions }) => satisfactions)].filter((score) => score !== null);
}

function Trend({
  result: { buckets, stepMs, from, to, completeUpTo },
  title,
  source,
  series,
  bounds,
  more,
  format,
}: {
  readonly result: InteractionsResult;
  readonly title: string;
  readonly source: InteractionSource & { readonly by: string };
  readonly series: readonly ChartSeries[];
  readonly bounds?: readonly [first: number, last: number] | undefined;
  /** Values without a line. */
  readonly more: number;
  readonly format: (value: number) => string;
}): JSX.Element {
  const { setRange } = useScopeChanges();
  const late = useLate(["business"]);
  const { by, interaction: type, measure } = source;
  const times = useMemo(() => buckets.map(({ time }) => Date.parse(time)), [buckets]);
  return (
    <section aria-label={`${title} by ${by}`}>
      <ChartTitle
        name={title}
        chart={{
          title: `${type === "" ? "Interactions" : type}: ${title} by ${by}`,
          sources: [source],
          ...(measure === "count" && { form: "bars" as const }),
        }}
        ofAll
      >
        by {by}
      </ChartTitle>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={series}
        axis={bounds}
        format={format}
        height={170}
        late={completeUpTo === null ? undefined : late}
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
        {more > 0 && <span title="Those with most interactions are drawn">and {formatCount(more)} more</span>}
      </p>
    </section>
  );
}

/** All further values: none, or one. */
function toOther(
  { values, counts }: OtherInteractions,
  trends: readonly InteractionTrend[],
): readonly ChartSeries[] {
  if (values === 0) return [];
  return [
    {
      label: restName(trends.map(({ value }) => value)),
      values: counts,
      color: "var(--chart-before)",
      kind: "bars",
    },
  ];
}

function toSeries(
  trends: readonly InteractionTrend[],
  kind: ChartSeries["kind"],
  valuesOf: (trend: InteractionTrend) => readonly (number | null)[],
): readonly ChartSeries[] {
  const taken = new Set<number>();
  const values = trends.map(({ value }) => value);
  return trends.map((trend) => {
    const color = pickColor(trend.value, taken);
    taken.add(color);
    const label = trend.value === "" ? absentName(values) : trend.value;
    return { label, values: valuesOf(trend), color: `var(--cat-${color})`, kind };
  });
}
