// How metrics are made: views, exemplars and readers; options over the specification's variables over its defaults.
import type { Environment } from "../engine/environment.ts";
import type { MetricReaderPlug } from "../engine/metrics-out.ts";
import type { ExemplarFilter } from "../engine/metrics/exemplar.ts";
import { compileView, type CompiledView, type View } from "../engine/metrics/view.ts";
import { TelemetryError } from "../error.ts";
import {
  isMetricReader,
  isPushMetricExporter,
  type OtelMetricReader,
  type OtelPushMetricExporter,
  plugExporter,
  plugReader,
} from "../otel/metric-reader.ts";
import type { ScopeRule } from "../engine/scope-rule.ts";
import { type ScopeOptions, settleScopes } from "./scopes.ts";

export type { OtelMetricReader, OtelPushMetricExporter } from "../otel/metric-reader.ts";

/** How metrics are made. */
export interface MetricOptions {
  /** Which instruments are made otherwise than their makers had it: the first matter of names, attributes and buckets. */
  readonly views?: readonly View[] | undefined;
  /** Which measurements may become exemplars. Default: `OTEL_METRICS_EXEMPLAR_FILTER`, `trace_based`: those made in a sampled span. */
  readonly exemplars?: ExemplarFilter | undefined;
  /** Readers, or push exporters, of the OpenTelemetry shape, beside the exporters. */
  readonly metricReaders?: readonly (OtelMetricReader | OtelPushMetricExporter)[] | undefined;
  /** Meters to switch off by name: the first entry that matches counts. Default: all are at work. */
  readonly meters?: readonly ScopeOptions[] | undefined;
}

/** What the options have come to. */
export interface MetricSettings {
  readonly views: readonly CompiledView[];
  readonly exemplars: ExemplarFilter;
  readonly scopes: readonly ScopeRule[];
  readonly readers: readonly MetricReaderPlug[];
}

const filters = ["always_on", "always_off", "trace_based"] as const;

/** Settles `options` with the environment. @throws {TelemetryError} `TT_VIEW` or `TT_OPTION`. */
export function settleMetrics(
  options: MetricOptions & { readonly metricIntervalMs?: number | undefined },
  env: Environment,
): MetricSettings {
  const { views = [], exemplars, metricReaders = [] } = options;
  if (!Array.isArray(views))
    throw new TelemetryError("TT_VIEW", `Cannot use \`${String(views)}\` as views: expected a list.`);
  if (exemplars !== undefined && !filters.includes(exemplars)) {
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot choose exemplars by \`${String(exemplars)}\`: expected one of ${filters.join(", ")}.`,
    );
  }
  const intervalMs = options.metricIntervalMs ?? env.whole("OTEL_METRIC_EXPORT_INTERVAL", 1) ?? 60_000;
  const timeoutMs = env.timeout("OTEL_METRIC_EXPORT_TIMEOUT") ?? 30_000;
  return {
    views: views.map(compileView),
    scopes: settleScopes("meters", options.meters),
    exemplars: exemplars ?? env.choice("OTEL_METRICS_EXEMPLAR_FILTER", filters) ?? "trace_based",
    readers: metricReaders.map((one) => toPlug(one, intervalMs, timeoutMs)),
  };
}

function toPlug(one: unknown, intervalMs: number, timeoutMs: number): MetricReaderPlug {
  if (isMetricReader(one)) return plugReader(one);
  if (isPushMetricExporter(one)) return plugExporter(one, intervalMs, timeoutMs);
  throw new TelemetryError(
    "TT_OPTION",
    `Cannot read metrics with \`${String(one)}\`: expected a metric reader or push exporter of the OpenTelemetry shape.`,
  );
}
