// Rate, errors and durations over time: three charts with one crosshair and the flags of deploys and anomalies.
import { measureOf } from "catalog/measures";
import type { AnomalySeries, ServiceDetail } from "contract";
import { useMemo, type JSX } from "react";

import { isSampled } from "../../lib/estimated-rate.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatOf } from "../../lib/format-measure.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useLate } from "../../state/completeness.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { anomalyPeriods, useAnomalies } from "../../ui/anomaly-markers.ts";
import type { ChartSeries } from "../../ui/chart-model.ts";
import { Chart } from "../../ui/chart.tsx";
import { useDeployMarks } from "../../ui/deploy-markers.ts";
import { PinToDashboard } from "../../ui/pin-to-dashboard.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./red-charts.module.css";

interface Plot {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  readonly tipFormat?: (value: number) => string;
  /** Anomalies of this measure are on the chart. */
  readonly measure: AnomalySeries["measure"];
}

export function RedCharts({ detail }: { readonly detail: ServiceDetail }): JSX.Element {
  const { name, from, to, times, stepMs } = detail;
  const { setRange } = useScopeChanges();
  const marks = useDeployMarks(name);
  const anomalies = useAnomalies({ service: name });
  const late = useLate(["spans"], name);
  const plots = useMemo(() => plotsOf(detail), [detail]);
  const periods = useMemo(
    () => new Map(plots.map(({ measure }) => [measure, anomalyPeriods(anomalies, [measure])])),
    [anomalies, plots],
  );
  return (
    <div className={css["charts"]}>
      {plots.map(({ title, unit, series, format, tipFormat = format, measure }) => (
        <section key={title} aria-label={title}>
          <div className={css["title"]}>
            <h2>
              {title} <span className={ui.text["dim"]}>{unit}</span>
            </h2>
            {series.length > 1 && <Legend series={series} />}
            <PinToDashboard
              compact
              chart={{
                title: `${name}: ${title.toLowerCase()}`,
                sources: pinned[measure]!.map((one) => ({ service: name, measure: one })),
              }}
            />
          </div>
          <Chart
            times={times}
            stepMs={stepMs}
            fromMs={Date.parse(from)}
            toMs={Date.parse(to)}
            series={series}
            format={format}
            tipFormat={tipFormat}
            height={150}
            label={`${title} of ${name}, ${unit}`}
            marks={marks}
            periods={periods.get(measure)!}
            late={late}
            onSelect={(first, last) => setRange(fixedRange(first, last))}
          />
        </section>
      ))}
    </div>
  );
}

/** What a chart has lines of. */
const pinned: Readonly<Record<string, readonly ("rate" | "errors" | "p50" | "p95" | "p99")[]>> = {
  rate: ["rate"],
  errors: ["errors"],
  p95: ["p50", "p95", "p99"],
};

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
  const sampled = isSampled(detail.current);
  return [
    {
      title: measureOf("requestRate").name,
      unit: sampled ? "per second, estimated before sampling" : "per second",
      series: [line("rate", detail.estimatedRates, "--chart-now")],
      format: formatOf("requestRate"),
      measure: "rate",
    },
    {
      title: measureOf("errorShare").name,
      unit: sampled ? "estimated before sampling" : "",
      series: [line("errors", detail.errorRates, "--error-mark")],
      format: formatOf("errorShare"),
      measure: "errors",
    },
    {
      title: measureOf("latency").name,
      unit: sampled ? "estimated before sampling" : "",
      series: [
        line("p50", detail.p50sMs, "--ink-4"),
        line("p95", detail.p95sMs, "--chart-now"),
        line("p99", detail.p99sMs, "--cat-2"),
      ],
      format: formatDuration,
      tipFormat: formatOf("latency"),
      measure: "p95",
    },
  ];
}
