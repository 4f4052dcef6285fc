import type { TransactionTypeResult } from "contract";
import { useMemo, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { stepWord } from "../../lib/step-word.ts";
import { useLate } from "../../state/completeness.ts";
import { useAnomalyPeriods } from "../../ui/anomaly-markers.ts";
import { Chart } from "../../ui/chart.tsx";
import chart from "../../ui/chart.module.css";
import type { ChartSeries } from "../../ui/chart-model.ts";
import { ChartTitle } from "../../ui/chart-title.tsx";
import { classes } from "../../ui/classes.ts";
import { outcomeColors } from "../../ui/outcome-color.ts";
import css from "./outcome-chart.module.css";

/** Completed, abandoned and failed transactions per bucket, stacked; a drag selects a range. */
export function OutcomeChart({
  result,
  onSelect,
}: {
  readonly result: TransactionTypeResult;
  readonly onSelect: (fromMs: number, toMs: number) => void;
}): JSX.Element {
  const { summary, stepMs, from, to } = result;
  const anomalies = useAnomalyPeriods({ subject: "transaction", name: summary.type });
  const late = useLate(["business"], summary.services);
  const { times, series } = useMemo(() => columns(summary.buckets), [summary.buckets]);
  return (
    <section aria-label="Outcomes over time">
      <ChartTitle
        name="ended"
        chart={{
          title: `${summary.type}: outcomes`,
          sources: [{ transaction: summary.type, measure: "outcomes" }],
          form: "bars",
        }}
        ofAll
      >
        per {stepWord(stepMs)}, by outcome
      </ChartTitle>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={series}
        format={formatCount}
        height={170}
        label={`${summary.type}: ended per ${stepWord(stepMs)} by outcome`}
        periods={anomalies}
        late={late}
        onSelect={onSelect}
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

function columns(buckets: TransactionTypeResult["summary"]["buckets"]): {
  times: number[];
  series: ChartSeries[];
} {
  return {
    times: buckets.map(({ time }) => Date.parse(time)),
    series: (["completed", "abandoned", "failed"] as const).map((outcome) => ({
      label: outcome,
      color: outcomeColors[outcome],
      kind: "bars",
      values: buckets.map((bucket) => bucket[outcome]),
    })),
  };
}
