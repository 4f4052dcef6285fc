// How an exporter wants metrics.
import type { MetricPreference } from "../engine/exporter/exporter.ts";
import { createEnvironment } from "../engine/settings/environment.ts";
import { resolve } from "../settings/resolve.ts";

/** Signals that an exporter takes. */
export const signalList = {
  type: "list",
  of: { type: "choice", values: ["traces", "metrics", "logs"] },
} as const;

/** How an exporter wants metrics. */
export const preferenceSettings = {
  type: "group",
  settings: {
    /** Whether points count from the start of the process or since the last export. */
    temporality: {
      type: "choice",
      values: ["cumulative", "delta", "lowmemory"],
      variable: "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
      fallback: "cumulative",
      label: "metrics: temporality",
    },
    /** What histograms become where no view says it. Default: by the instrument and its advice. */
    histograms: {
      type: "choice",
      values: ["explicit", "exponential"],
      variable: "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
      parse: parseHistograms as (text: string) => unknown,
      expected:
        "one of explicit, exponential; in a variable explicit_bucket_histogram, base2_exponential_bucket_histogram",
      fallback: "explicit_bucket_histogram",
      label: "metrics: histograms",
    },
  },
} as const;

function parseHistograms(text: string): unknown {
  const words: Readonly<Record<string, string>> = {
    explicit_bucket_histogram: "explicit",
    base2_exponential_bucket_histogram: "exponential",
  };
  return words[text.toLowerCase()];
}

/** What `options`, which were checked, and `variables` come to. */
export function resolvePreference(
  { temporality, histograms }: MetricPreference,
  variables: Readonly<Record<string, string | undefined>>,
): MetricPreference {
  return resolve(preferenceSettings, { temporality, histograms }, "", createEnvironment(variables));
}

/** Checks `options`, which no variables fill. @throws {TelemetryError} `TT_OPTION`. */
export function checkPreference(options: MetricPreference): MetricPreference {
  return resolvePreference(options, {});
}
