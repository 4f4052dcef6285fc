// How metrics are shown to Prometheus: the options, and what they come to.
import type { OptionsOf, Resolved } from "../settings/setting.ts";

/** How metrics are shown to Prometheus. */
export const prometheusSettings = {
  type: "group",
  code: "TT_PROMETHEUS",
  switch: {
    type: "flag",
    default: false,
    file: "meter_provider.readers[].pull.exporter.prometheus/development=true",
    label: "Prometheus",
  },
  settings: {
    /** Address to listen on. */
    host: {
      type: "text",
      expected: "a host name or address",
      default: "localhost",
      variable: "OTEL_EXPORTER_PROMETHEUS_HOST",
      file: "meter_provider.readers[].pull.exporter.prometheus/development.host",
      label: "Prometheus host",
    },
    /** Port to listen on, 0 for any that is free. `TELLTALE_PROMETHEUS_PORT` shows metrics without any other setting. */
    port: {
      type: "whole",
      least: 0,
      most: 65_535,
      default: 9464,
      variable: ["TELLTALE_PROMETHEUS_PORT", "OTEL_EXPORTER_PROMETHEUS_PORT"],
      file: "meter_provider.readers[].pull.exporter.prometheus/development.port",
      label: "Prometheus port",
    },
    /** `false` opens no port: metrics are shown by `prometheusHandler()` in a server of your own. */
    server: { type: "flag", default: true },
    /** How names are translated. */
    translationStrategy: {
      type: "choice",
      values: [
        "UnderscoreEscapingWithSuffixes",
        "UnderscoreEscapingWithoutSuffixes",
        "NoUTF8EscapingWithSuffixes",
        "NoTranslation",
      ],
      default: "UnderscoreEscapingWithSuffixes",
      file: "meter_provider.readers[].pull.exporter.prometheus/development.translation_strategy",
      fromFile: toStrategy as (name: unknown) => unknown,
    },
    /** Whether OpenMetrics says since when each series counts, in a `_created` series beside it. */
    created: { type: "flag", default: false },
    /**
     * What series carry of their scope: `"name"` is `otel_scope_name`; `true` adds `otel_scope_version`, `otel_scope_schema_url` and the
     * scope's attributes, which make new series at each upgrade (ADR 45); `false` is nothing.
     */
    scopeLabels: {
      type: "choice",
      values: ["name", true, false],
      default: "name",
      file: "meter_provider.readers[].pull.exporter.prometheus/development.scope_info_enabled",
    },
    /** Whether the resource is shown, as `target_info`. */
    targetInfo: {
      type: "flag",
      default: true,
      file: "meter_provider.readers[].pull.exporter.prometheus/development.target_info_enabled/development",
    },
    /** Attributes of the resource that every series carries too, by name or wildcard. */
    resourceLabels: {
      type: "list",
      of: { type: "text" },
      expected: "a list of names",
      default: [],
      file: "meter_provider.readers[].pull.exporter.prometheus/development.resource_constant_labels.included",
    },
    /** What histograms become where no view says it. Default: by the advice of the instrument. */
    histograms: { type: "choice", values: ["explicit", "exponential"], fallback: "by the instrument" },
  },
} as const;

const strategies: Readonly<Record<string, string>> = {
  underscore_escaping_with_suffixes: "UnderscoreEscapingWithSuffixes",
  "underscore_escaping_without_suffixes/development": "UnderscoreEscapingWithoutSuffixes",
  "no_utf8_escaping_with_suffixes/development": "NoUTF8EscapingWithSuffixes",
  "no_translation/development": "NoTranslation",
};

function toStrategy(name: unknown): unknown {
  return strategies[String(name)];
}

/** How metrics are shown to Prometheus. Everything is optional. */
export interface PrometheusOptions extends OptionsOf<typeof prometheusSettings.settings> {}

/** The settings of the Prometheus endpoint. */
export type PrometheusSettings = Resolved<typeof prometheusSettings.settings>;

/** What the endpoint has done so far. */
export interface PrometheusStats {
  /** Where it listens; undefined while it does not, for example because another process has the port. */
  readonly url: string | undefined;
  /** Scrapes that were answered. */
  readonly scrapes: number;
  /** Scrapes that were turned away, because too many were under way. */
  readonly refused: number;
}
