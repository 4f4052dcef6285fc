// Records over time by severity, the most severe on top. A drag selects a range.
import { type LogHistogramResult, type SeverityName, severityNames } from "contract";
import { useMemo, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { stepWord } from "../../lib/step-word.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { Chart } from "../../ui/chart.tsx";
import type { ChartSeries } from "../../ui/chart-model.ts";
import { severityColors } from "../../ui/severity-color.ts";
import css from "./log-bars.module.css";
import { ui } from "../../ui/styles.ts";
import { classes } from "../../ui/classes.ts";

export function LogBars({
  result,
  onSelect,
}: {
  readonly result: LogHistogramResult;
  readonly onSelect: (fromMs: number, toMs: number) => void;
}): JSX.Element {
  const { buckets, stepMs, from, to } = result;
  const late = useLate(["logs"], useScope().service);
  const { times, series, totals } = useMemo(() => columns(buckets), [buckets]);
  return (
    <section className={css["bars"]} aria-label="Records over time">
      <p className={css["key"]}>
        <span className={classes(ui.text["strong"], ui.text["soft"])}>
          {formatCount(totals.reduce((all, { count }) => all + count, 0))} records
        </span>
        {totals
          .filter(({ count }) => count > 0)
          .toReversed()
          .map(({ name, count }) => (
            <span key={name}>
              <i style={{ background: severityColors[name] }} />
              {formatCount(count)} {name}
            </span>
          ))}
        <span className={css["step"]}>per {stepWord(stepMs)}</span>
      </p>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={series}
        format={formatCount}
        height={96}
        late={late}
        label={`Log records per ${stepWord(stepMs)} by severity`}
        onSelect={onSelect}
      />
    </section>
  );
}

function columns(buckets: LogHistogramResult["buckets"]): {
  times: number[];
  series: ChartSeries[];
  totals: { name: SeverityName; count: number }[];
} {
  const totals = severityNames.map((name) => ({
    name,
    count: buckets.reduce((all, { counts }) => all + counts[name], 0),
  }));
  const seen = totals.filter(({ count }) => count > 0);
  return {
    times: buckets.map(({ time }) => Date.parse(time)),
    series: seen.map(({ name }) => ({
      label: name,
      color: severityColors[name],
      kind: "bars",
      values: buckets.map(({ counts }) => counts[name]),
    })),
    totals,
  };
}
