// Where telemetry goes when no exporters are given: to the endpoint, or where variables say, per signal.
import type { Exporter, Signal } from "../engine/exporter/exporter.ts";
import { otlpExporter } from "../export/otlp.ts";
import { stdoutExporter } from "../export/stdout.ts";
import type { Resolved } from "../settings/setting.ts";
import type { startSettings } from "./start-options.ts";

const signals: readonly Signal[] = ["traces", "metrics", "logs"];

/** The names of exporters that variables contain. */
type ExporterNames = Pick<Resolved<typeof startSettings.settings>, "exporterNames" | "metricExporterNames">;

/** The names of the exporters of `signal`; only `none` for none. */
export function namesFor(
  signal: Signal,
  { exporterNames, metricExporterNames }: ExporterNames,
): readonly string[] {
  return signal === "metrics" ? metricExporterNames : exporterNames[signal];
}

/** The exporters of `endpoint` or, without one, those that `names` has. */
export function defaultExporters(
  endpoint: string | undefined,
  names: ExporterNames,
  variables: Readonly<Record<string, string | undefined>>,
): readonly Exporter[] {
  if (endpoint !== undefined) return [otlpExporter({ endpoint }, variables)];
  const those = (...wanted: readonly string[]): Signal[] =>
    signals.filter((signal) => namesFor(signal, names).some((name) => wanted.includes(name)));
  return [
    otlpExporter({ signals: those("otlp") }, variables),
    stdoutExporter({ signals: those("console", "otlp/stdout") }),
  ];
}
