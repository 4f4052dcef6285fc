// How metrics are made: views, exemplars and readers.
import type { MetricReaderPlug } from "../engine/meter/metrics-export.ts";
import type { ExemplarFilter } from "../engine/metrics/exemplar.ts";
import { compileView, type CompiledView } from "../engine/metrics/view.ts";
import type { ScopeRule } from "../engine/resource/scope-rule.ts";
import {
  isMetricReader,
  type OtelMetricReader,
  type OtelPushMetricExporter,
  plugExporter,
  plugReader,
} from "../otel/metric-reader.ts";
import type { Resolved } from "../settings/setting.ts";
import { toScopeRules } from "./scopes.ts";
import type { startSettings } from "./start-options.ts";
import { checkView } from "./views.ts";

/** The options, resolved. */
export interface MetricSettings {
  readonly views: readonly CompiledView[];
  readonly exemplars: ExemplarFilter;
  readonly scopes: readonly ScopeRule[];
  readonly readers: readonly MetricReaderPlug[];
}

/** What the settings come to, with `exporters` beside the readers. @throws {TelemetryError} `TT_VIEW` */
export function toMetricSettings(
  settings: Resolved<typeof startSettings.settings>,
  exporters: readonly OtelPushMetricExporter[],
): MetricSettings {
  const { views, exemplars, meters, metricReaders, metricIntervalMs, metricTimeoutMs } = settings;
  const toPlug = (one: OtelMetricReader | OtelPushMetricExporter): MetricReaderPlug =>
    isMetricReader(one) ? plugReader(one) : plugExporter(one, metricIntervalMs, metricTimeoutMs);
  return {
    views: views.map((view, at) => {
      const path = `views[${at}]`;
      checkView(view, path);
      return compileView(view, path);
    }),
    scopes: toScopeRules(meters),
    exemplars,
    readers: [...metricReaders, ...exporters].map(toPlug),
  };
}
