// Queries of charts: over Grafana's rate interval, for the chosen jobs and instances.
import { type GrafanaText, legend } from "quoting/grafana";
import { promql, type PromQL } from "quoting/promql";
import { type HistogramForm, type Measure, render, type RenderOptions } from "../prometheus/measure.ts";

/** How the Prometheus behind Grafana stores histograms. */
export interface BoardOptions {
  readonly histograms: HistogramForm;
}

/** What every selector of a dashboard has. */
const scope = [promql`job=~"$job"`, promql`instance=~"$instance"`];

/** One line, or one line a group, of a chart. */
export interface Query {
  readonly expr: PromQL;
  readonly legend: GrafanaText;
}

/** A query for `measure`. Counts are shown per second: the length of an interval depends on the width of the screen. */
export function query(
  measure: Measure,
  options: BoardOptions & Pick<RenderOptions, "offset">,
  name = "",
): Query {
  const shown: Measure = measure.form === "increase" ? { ...measure, form: "rate" } : measure;
  const expr = render(shown, { ...options, window: promql`$__rate_interval`, scope });
  return { expr, legend: legendOf(shown, name) };
}

function legendOf(measure: Measure, name: string): GrafanaText {
  const isRaw = measure.form === "gauge" && measure.by.length === 0 && measure.over === "last";
  return legend(name, isRaw ? ["job", "instance"] : measure.by);
}

/** The unit of what {@link query} shows of a measure in `unit`. */
export function shownUnit(measure: Measure, unit: string): string {
  if (measure.form !== "increase") return unit;
  return unit === "" || unit.startsWith("{") ? "1/s" : unit;
}

/** Lines for the median, the 95th and the 99th percentile of a histogram. */
export function quantiles(
  histogram: Pick<Extract<Measure, { form: "quantile" }>, "name" | "matchers">,
  options: BoardOptions,
): Query[] {
  return [0.5, 0.95, 0.99].map((quantile) =>
    query({ form: "quantile", quantile, ...histogram, by: [] }, options, `p${quantile * 100}`),
  );
}
