// Metric readers and push exporters written for the stock SDK, plugged into ours: they ask for data in the stock shape and
// their selectors of temporality, aggregation and cardinality are followed.
import { within } from "../engine/runtime/within.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { MetricReader } from "../engine/meter/metric-reader.ts";
import type { Meters } from "../engine/meter/meters.ts";
import type { MetricReaderPlug } from "../engine/meter/metrics-export.ts";
import type { Aggregation } from "../engine/metrics/aggregation.ts";
import type { Temporality } from "../engine/metrics/collection.ts";
import type { InstrumentKind } from "../engine/metrics/descriptor.ts";
import { type OtelAggregation, toAggregation, toOtelInstrumentType } from "../engine/metrics/view-words.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { type OtelResourceMetrics, toOtelMetrics } from "./metric-data.ts";

/** What selects temporality, aggregation and cardinality by the stock `InstrumentType`. */
interface Selectors {
  selectAggregation?(type: never): OtelAggregation;
  selectAggregationTemporality?(type: never): number;
  selectCardinalityLimit?(type: never): number;
}

/** A reader of the stock SDK's shape, such as `new PeriodicExportingMetricReader({ exporter })`. */
export interface OtelMetricReader extends Selectors {
  setMetricProducer(producer: never): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** An exporter of the stock SDK's shape, such as `new ConsoleMetricExporter()`; it gets the metrics at the export interval. */
export interface OtelPushMetricExporter extends Selectors {
  export(metrics: never, resultCallback: (result: { code: number; error?: Error }) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Whether `value` has the shape of a reader. */
export function isMetricReader(value: unknown): value is OtelMetricReader {
  return has(value, ["setMetricProducer", "forceFlush", "shutdown"]);
}

/** Whether `value` has the shape of a push exporter. */
export function isPushMetricExporter(value: unknown): value is OtelPushMetricExporter {
  return has(value, ["export", "forceFlush", "shutdown"]);
}

/** `reader`, of the stock SDK, as a reader of the library. */
export function plugReader(reader: OtelMetricReader): MetricReaderPlug {
  return {
    attach(meters, resource) {
      const source = addReader(reader, meters);
      const producer = {
        collect: async (options?: { readonly timeoutMillis?: number }) =>
          collect(source, resource, options?.timeoutMillis),
      };
      // a reader collects and exports from its own timers: what it does must make no telemetry of its own
      guarded(() => reader.setMetricProducer(producer as never));
    },
    flush: async () => reporting(async () => reader.forceFlush()),
    stop: async () => reporting(async () => reader.shutdown()),
  };
}

/** `exporter`, of the stock SDK, behind a periodic reader of the library. */
export function plugExporter(
  exporter: OtelPushMetricExporter,
  intervalMs: number,
  timeoutMs: number,
): MetricReaderPlug {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let source: MetricReader | undefined;
  let view: ResourceView | undefined;

  async function exportOnce(): Promise<void> {
    if (source === undefined || view === undefined) return;
    const { resourceMetrics } = await collect(source, view, undefined);
    if (resourceMetrics.scopeMetrics.length === 0) return;
    const sent = suppressed(async () => reporting(async () => push(exporter, resourceMetrics)));
    if (!(await within(sent, timeoutMs))) report("metric_exporter_timed_out");
  }

  // one after the other: exporters must not be called while they export
  async function next(): Promise<void> {
    const before = underWay;
    const mine = (async () => {
      await before;
      await reporting(exportOnce);
    })();
    underWay = mine;
    await mine;
  }

  return {
    attach(meters, resource) {
      source = addReader(exporter, meters);
      view = resource;
      timer = setInterval(() => void next(), intervalMs).unref();
    },
    async flush() {
      await next();
      await reporting(async () => exporter.forceFlush());
    },
    async stop() {
      clearInterval(timer);
      await reporting(async () => exporter.shutdown());
    },
  };
}

async function push(exporter: OtelPushMetricExporter, metrics: OtelResourceMetrics): Promise<void> {
  const { code, error } = await new Promise<{ code: number; error?: Error }>((resolve) => {
    exporter.export(metrics as never, resolve);
  });
  if (code !== 0) report("metric_exporter_failed", error);
}

function addReader(selectors: Selectors, meters: Meters): MetricReader {
  return meters.addReader({
    temporality: (kind) => chosen(() => temporality(selectors, kind)) ?? "cumulative",
    aggregation: (kind) => chosen(() => aggregation(selectors, kind)),
    cardinality: (kind) =>
      chosen(() => selectors.selectCardinalityLimit?.(toOtelInstrumentType(kind) as never)),
  });
}

// the stock `AggregationTemporality`: DELTA is 0
function temporality(selectors: Selectors, kind: InstrumentKind): Temporality {
  return selectors.selectAggregationTemporality?.(toOtelInstrumentType(kind) as never) === 0
    ? "delta"
    : "cumulative";
}

function aggregation(selectors: Selectors, kind: InstrumentKind): Aggregation | undefined {
  const selected = selectors.selectAggregation?.(toOtelInstrumentType(kind) as never);
  return selected === undefined
    ? undefined
    : toAggregation(selected, (message) => {
        throw new Error(message);
      });
}

async function collect(
  source: MetricReader,
  resource: ResourceView,
  timeoutMs: number | undefined,
): Promise<{ resourceMetrics: OtelResourceMetrics; errors: unknown[] }> {
  const collection = await source.collect(timeoutMs);
  return { resourceMetrics: toOtelMetrics(collection, resource), errors: [...collection.errors] };
}

/** What `choose` gives; undefined, counted, when it throws. */
function chosen<T>(choose: () => T): T | undefined {
  try {
    return choose();
  } catch (error) {
    report("metric_reader_failed", error);
    return undefined;
  }
}

function guarded(action: () => void): void {
  chosen(action);
}

async function reporting(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    report("metric_reader_failed", error);
  }
}

function has(value: unknown, methods: readonly string[]): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    methods.every((name) => typeof (value as Record<string, unknown>)[name] === "function")
  );
}
