// Telemetry on standard output, one OTLP-JSON request per line: for looking at, and for log shippers.
import type { Exporter } from "../engine/exporter/exporter.ts";
import { shared } from "../engine/runtime/shared.ts";
import { resolve } from "../settings/resolve.ts";
import type { OptionsOf } from "../settings/setting.ts";
import { preferenceSettings, signalList } from "./metric-preference.ts";
import { toJson } from "./json.ts";

/** What goes to standard output. */
export const stdoutSettings = {
  type: "group",
  settings: {
    /** Signals to write. Default: all three. */
    signals: signalList as typeof signalList,
    /** Whether points count from the start of the process or since the last export. */
    temporality: preferenceSettings.settings.temporality as typeof preferenceSettings.settings.temporality,
    /** What histograms become where no view says it. Default: by the instrument and its advice. */
    histograms: preferenceSettings.settings.histograms as typeof preferenceSettings.settings.histograms,
  },
} as const;

/** What goes to standard output. */
export interface StdoutOptions extends OptionsOf<typeof stdoutSettings.settings> {}

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
  const { signals, ...metricPreference } = resolve(stdoutSettings, options, "");
  return {
    name: "stdout",
    ...(signals === undefined ? {} : { signals }),
    metricPreference,
    async send(batch) {
      const line = `${await toJson(batch)}\n`;
      hearErrors();
      await new Promise<void>((written, reject) => {
        process.stdout.write(line, (error) => {
          if (error === null || error === undefined) return written();
          own.failed.add(error);
          reject(error);
        });
      });
      return { exported: batch.items, dropped: 0 };
    },
  };
}

const own = shared("standard output", () => ({ failed: new WeakSet<Error>(), heard: false }));

/**
 * A stream whose reader has left emits the error of each write too, which would end the process. Those of other writes are the application's: they
 * are thrown as they would be without this listener.
 */
function hearErrors(): void {
  if (own.heard) return;
  own.heard = true;
  process.stdout.on("error", (error: Error) => {
    if (!own.failed.has(error) && process.stdout.listenerCount("error") === 1) throw error;
  });
}
