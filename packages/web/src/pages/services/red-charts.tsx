// Rate, errors and durations over time: three charts with one crosshair and the flags of deploys.
import type { ServiceDetail } from "contract";
import { useMemo, type JSX } from "react";

import { formatRate, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useScopeChanges } from "../../state/scope.ts";
import type { ChartSeries } from "../../ui/chart-model.ts";
import { Chart } from "../../ui/chart.tsx";
import { useDeployMarks } from "../../ui/deploy-markers.ts";
import { ui } from "../../ui/styles.ts";
import css from "./red-charts.module.css";

interface Plot {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
}

export function RedCharts({ detail }: { readonly detail: ServiceDetail }): JSX.Element {
  const { name, from, to, times, stepMs } = detail;
  const { setRange } = useScopeChanges();
  const marks = useDeployMarks(name);
  const plots = useMemo(() => plotsOf(detail), [detail]);
  return (
    <div className={css["charts"]}>
      {plots.map(({ title, unit, series, format }) => (
        <section key={title} aria-label={title}>
          <h2 className={css["title"]}>
            {title} <span className={ui.text["dim"]}>{unit}</span>
            {series.length > 1 && <Legend series={series} />}
          </h2>
          <Chart
            times={times}
            stepMs={stepMs}
            fromMs={Date.parse(from)}
            toMs={Date.parse(to)}
            series={series}
            format={format}
            height={150}
            label={`${title} of ${name}, ${unit}`}
            marks={marks}
            onSelect={(first, last) => setRange(fixedRange(first, last))}
          />
        </section>
      ))}
    </div>
  );
}

function Legend({ series }: { readonly series: readonly ChartSeries[] }): JSX.Element {
  return (
    <span className={css["legend"]}>
      {series.map(({ label, color }) => (
        <span key={label}>
          <i style={{ background: `var(${color})` }} />
          {label}
        </span>
      ))}
    </span>
  );
}

const line = (label: string, values: ChartSeries["values"], color: string): ChartSeries => ({
  label,
  values,
  color,
  kind: "line",
});

function plotsOf(detail: ServiceDetail): readonly Plot[] {
  return [
    {
      title: "Rate",
      unit: "per second",
      series: [line("rate", detail.rates, "--chart-now")],
      format: formatRate,
    },
    {
      title: "Errors",
      unit: "share",
      series: [line("errors", detail.errorRates, "--error-mark")],
      format: formatShare,
    },
    {
      title: "Duration",
      unit: "",
      series: [
        line("p50", detail.p50sMs, "--ink-4"),
        line("p95", detail.p95sMs, "--chart-now"),
        line("p99", detail.p99sMs, "--cat-2"),
      ],
      format: formatDuration,
    },
  ];
}
