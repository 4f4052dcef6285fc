// The option `exporters`, sorted by what each takes: ours take batches of every signal, those of OpenTelemetry's shapes take one signal.
// Exporters of spans and of log records have the same methods: their class names distinguish them, or the caller does.
import type { Exporter, Signal } from "../engine/exporter/exporter.ts";
import { TelemetryError } from "../error.ts";
import type { LogRecordExporter } from "../otel/log-export.ts";
import { isPushMetricExporter, type OtelPushMetricExporter } from "../otel/metric-reader.ts";
import { isSpanExporter, type SpanExporter } from "../otel/span-export.ts";

/** Exporters of OpenTelemetry's shapes, each under the signal that it takes: `{ logs: new OTLPLogExporter() }`. */
export interface ExportersBySignal {
  /** An exporter of spans. */
  readonly traces?: SpanExporter | undefined;
  /** An exporter of metrics. */
  readonly metrics?: OtelPushMetricExporter | undefined;
  /** An exporter of log records. */
  readonly logs?: LogRecordExporter | undefined;
}

/** What the option `exporters` takes. */
export type AnyExporter =
  | Exporter
  | SpanExporter
  | OtelPushMetricExporter
  | LogRecordExporter
  | ExportersBySignal;

/** The exporters of OpenTelemetry's shapes by signal. */
interface Foreign {
  readonly traces: SpanExporter[];
  readonly metrics: OtelPushMetricExporter[];
  readonly logs: LogRecordExporter[];
}

/** The exporters of the option; `own` is undefined where the option is. */
export interface ExporterList extends Foreign {
  readonly own: readonly Exporter[] | undefined;
}

// called inside functions: to name what reports them here would load it at every start
const shapes: Readonly<Record<Signal, { fits(value: unknown): boolean; readonly methods: string }>> = {
  traces: { fits: (value) => isSpanExporter(value), methods: "`export` and `shutdown`" },
  metrics: {
    fits: (value) => isPushMetricExporter(value),
    methods: "`export`, `forceFlush` and `shutdown`",
  },
  logs: { fits: (value) => isSpanExporter(value), methods: "`export` and `shutdown`" },
};

/**
 * Sorts the option `exporters`.
 *
 * @throws {TelemetryError} `TT_EXPORTER` for what is not an exporter.
 */
export function sortExporters(exporters: readonly AnyExporter[] | undefined): ExporterList {
  const foreign: Foreign = { traces: [], metrics: [], logs: [] };
  const own = exporters?.filter(isOwn);
  for (const exporter of exporters ?? []) if (!isOwn(exporter)) addForeign(foreign, exporter);
  return { own, ...foreign };
}

function addForeign(foreign: Foreign, given: Exclude<AnyExporter, Exporter>): void {
  const bySignal = has(given, "export") ? { [signalOf(given)]: given } : given;
  const entries = isObject(bySignal) ? Object.entries(bySignal) : [];
  if (entries.length === 0) throw refusal(given);
  for (const [signal, exporter] of entries) {
    if (!Object.hasOwn(shapes, signal)) throw refusal(given);
    if (exporter === undefined) continue;
    const { fits, methods } = shapes[signal as Signal];
    if (!fits(exporter)) throw refusal(exporter, `${methods} of an exporter of ${signal}`);
    (foreign[signal as Signal] as unknown[]).push(exporter);
  }
}

/** The signal of an exporter that came without one. */
function signalOf(exporter: object): Signal {
  if (has(exporter, "selectAggregationTemporality") || isCalled(exporter, /Metrics?Exporter\d*$/))
    return "metrics";
  return isCalled(exporter, /Log(?:Record)?s?Exporter\d*$/) ? "logs" : "traces";
}

/** Whether a class that `exporter` is of has such a name. */
function isCalled(exporter: object, pattern: RegExp): boolean {
  for (let at = Object.getPrototypeOf(exporter); at !== null; at = Object.getPrototypeOf(at)) {
    if (pattern.test(String(at.constructor?.name))) return true;
  }
  return false;
}

function isOwn(exporter: unknown): exporter is Exporter {
  return has(exporter, "send");
}

function has(value: unknown, method: string): boolean {
  return typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[method] === "function";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function refusal(
  given: unknown,
  expected = "`send`, or an exporter of OpenTelemetry's shape, by itself or by signal, such as `{ logs: exporter }`",
): TelemetryError {
  return new TelemetryError("TT_EXPORTER", `Cannot export with ${describe(given)}: expected ${expected}.`);
}

function describe(value: unknown): string {
  if (!isObject(value)) return `\`${String(value)}\``;
  const names = Object.keys(value).map((name) => `\`${name}\``);
  return names.length === 0 ? "an object without fields" : `an object with ${names.slice(0, 5).join(", ")}`;
}
