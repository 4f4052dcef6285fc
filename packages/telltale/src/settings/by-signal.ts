// The names of signals in variables and in the places of a configuration file.
import type { Signal } from "../engine/exporter/exporter.ts";
import type { Setting } from "./setting.ts";

/** For settings that exist once for each signal. */
export const everySignal = ["traces", "metrics", "logs"] as const;

/** For settings of spans and log records, which are processed alike. */
export const spansAndLogs = ["traces", "logs"] as const;

const words: Readonly<Record<Signal, Readonly<Record<string, string>>>> = {
  traces: {
    signal: "traces",
    record: "span",
    component: "span",
    SIGNAL: "TRACES",
    RECORD: "SPAN",
    PROCESSOR: "BSP",
    provider: "tracer_provider",
  },
  metrics: { signal: "metrics", SIGNAL: "METRICS", provider: "meter_provider" },
  logs: {
    signal: "logs",
    record: "log record",
    component: "log_record",
    SIGNAL: "LOGS",
    RECORD: "LOGRECORD",
    PROCESSOR: "BLRP",
    provider: "logger_provider",
  },
};

/** `text` for `signal`. */
export function forSignal(text: string, signal: Signal | undefined): string {
  if (signal === undefined) return text;
  return text.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words[signal][word] ?? whole);
}

/** The variables of OTLP exporters for `name`: that of a signal, which is stronger, and that of all. */
export function otlpVariables(name: string): readonly [string, string] {
  const own = `OTEL_EXPORTER_OTLP_{SIGNAL}_${name}`;
  return [own, own.replace("{SIGNAL}_", "")];
}

/** The variables that set `setting`, the stronger first. */
export function variablesOf({ variable = [] }: Setting, signal?: Signal): readonly string[] {
  return [variable].flat().map((name) => forSignal(name as string, signal));
}

/** The places in a configuration file that set `setting`, the stronger first. */
export function placesOf({ file = [] }: Setting, signal?: Signal): readonly string[] {
  return [file].flat().map((place) => forSignal(place as string, signal));
}

/** The default of `setting`. */
export function defaultOf(setting: Setting, signal?: Signal): unknown {
  const { default: value } = setting;
  return signal !== undefined && typeof value === "object" && value !== null && signal in value
    ? (value as Readonly<Record<string, unknown>>)[signal]
    : value;
}
