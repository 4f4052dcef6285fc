// Telemetry on standard output, one OTLP-JSON request per line: for looking at, and for log shippers.
import type { Exporter, MetricPreference, Signal } from "../engine/exporter.ts";
import { checkPreference } from "./metric-preference.ts";
import { toJson } from "./json.ts";

/** What goes to standard output. */
export interface StdoutOptions extends MetricPreference {
  /** Signals to write. Default: all three. */
  readonly signals?: readonly Signal[] | undefined;
}

/**
 * Writes each batch as one line of OTLP-JSON to standard output.
 *
 * @example
 * ```ts
 * import { stdoutExporter } from "telltale";
 *
 * stdoutExporter({ signals: ["traces"] }).name; // => "stdout"
 * ```
 */
export function stdoutExporter(options: StdoutOptions = {}): Exporter {
  return {
    name: "stdout",
    ...(options.signals === undefined ? {} : { signals: options.signals }),
    metricPreference: checkPreference(options),
    async send(batch) {
      const line = `${await toJson(batch)}\n`;
      await new Promise<void>((resolve, reject) => {
        process.stdout.write(line, (error) =>
          error === null || error === undefined ? resolve() : reject(error),
        );
      });
      return { exported: batch.items, dropped: 0 };
    },
  };
}
