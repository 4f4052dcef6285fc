// Where telemetry goes when no exporters are given: to the endpoint, or where `OTEL_*_EXPORTER` says, per signal.
import type { Environment } from "../engine/environment.ts";
import type { Exporter, Signal } from "../engine/exporter.ts";
import { otlpExporter } from "../export/otlp.ts";
import { stdoutExporter } from "../export/stdout.ts";

const signals: readonly Signal[] = ["traces", "metrics", "logs"];

/** A way out by its name in `OTEL_TRACES_EXPORTER` and its siblings. */
export type WayOut = "otlp" | "console" | "otlp/stdout" | "prometheus" | "none";

const ways: Readonly<Record<Signal, readonly WayOut[]>> = {
  traces: ["otlp", "console", "otlp/stdout", "none"],
  metrics: ["otlp", "console", "otlp/stdout", "prometheus", "none"],
  logs: ["otlp", "console", "otlp/stdout", "none"],
};

/** The ways out of `signal`, which may be several; empty for none. */
export function waysOut(signal: Signal, env: Environment): readonly WayOut[] {
  const chosen = env.choices(`OTEL_${signal.toUpperCase()}_EXPORTER`, ways[signal], "otlp");
  return chosen.filter((way) => way !== "none");
}

/** The exporters of `endpoint` or, without one, of the environment. */
export function defaultExporters(
  endpoint: string | undefined,
  env: Environment,
  variables: Readonly<Record<string, string | undefined>>,
): readonly Exporter[] {
  if (endpoint !== undefined) return [otlpExporter({ endpoint }, variables)];
  const chosen = signals.map((signal) => [signal, waysOut(signal, env)] as const);
  const those = (...names: readonly WayOut[]): Signal[] =>
    chosen.filter(([, found]) => found.some((way) => names.includes(way))).map(([signal]) => signal);
  return [
    otlpExporter({ signals: those("otlp") }, variables),
    stdoutExporter({ signals: those("console", "otlp/stdout") }),
  ];
}
