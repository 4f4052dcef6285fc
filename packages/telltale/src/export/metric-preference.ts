// How an exporter wants metrics: options over the specification's variables of the OTLP exporter.
import type { MetricPreference } from "../engine/exporter.ts";
import { createEnvironment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";

const temporalities = ["cumulative", "delta", "lowmemory"] as const;
const histograms = ["explicit", "exponential"] as const;
const words = ["explicit_bucket_histogram", "base2_exponential_bucket_histogram"] as const;

/** Checks `options`. @throws {TelemetryError} `TT_OPTION`. */
export function checkPreference(options: MetricPreference): MetricPreference {
  check("temporality", options.temporality, temporalities);
  check("histograms", options.histograms, histograms);
  return { temporality: options.temporality, histograms: options.histograms };
}

/** Settles `options` with `variables`. @throws {TelemetryError} `TT_OPTION`. */
export function settlePreference(
  options: MetricPreference,
  variables: Readonly<Record<string, string | undefined>>,
): MetricPreference {
  const given = checkPreference(options);
  const env = createEnvironment(variables);
  const name = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";
  const wish = given.histograms === undefined ? env.choice(name, words) : undefined;
  return {
    temporality:
      given.temporality ?? env.choice("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", temporalities),
    histograms: given.histograms ?? (wish === undefined ? undefined : histograms[words.indexOf(wish)]),
  };
}

function check(name: string, value: unknown, expected: readonly string[]): void {
  if (value === undefined || expected.includes(value as string)) return;
  throw new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected one of ${expected.join(", ")}.`,
  );
}
