// Telemetry on standard output, one OTLP-JSON request per line: for looking at, and for log shippers.
import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  encodeLogsJson,
  encodeMetricsJson,
  encodeTracesJson,
} from "otlp";
import type { Batch, Exporter, Signal } from "../engine/exporter.ts";

/** What goes to standard output. */
export interface StdoutOptions {
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
    async send(batch) {
      const line = `${toJson(batch)}\n`;
      await new Promise<void>((resolve, reject) => {
        process.stdout.write(line, (error) =>
          error === null || error === undefined ? resolve() : reject(error),
        );
      });
      return { exported: batch.items, dropped: 0 };
    },
  };
}

function toJson({ signal, body }: Batch): string {
  if (signal === "traces") return encodeTracesJson(decodeTraces(body));
  return signal === "metrics" ? encodeMetricsJson(decodeMetrics(body)) : encodeLogsJson(decodeLogs(body));
}
