// Instruments of one instrumentation scope and their collection into OTLP bytes.
import type { ByteWriter } from "otlp";
import { now } from "./clock.ts";
import { report } from "./diagnose.ts";
import { contextOnMetrics } from "./context-attributes.ts";
import { activeScope } from "./scope.ts";
import { createScopeBatch, type ScopeBatch } from "./lane.ts";
import { type Aggregation, explicitHistogram, lastValue, observedSum, type Series, sum } from "./series.ts";
import { createSeriesTree, type SeriesTree } from "./series-tree.ts";

/** What can be measured with. */
export type InstrumentKind =
  | "counter"
  | "upDownCounter"
  | "gauge"
  | "histogram"
  | "observedCounter"
  | "observedUpDownCounter"
  | "observedGauge";

/** What an instrument is. */
export interface Descriptor {
  readonly kind: InstrumentKind;
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Bucket bounds of a histogram; exponential buckets when undefined. */
  readonly bounds?: readonly number[] | undefined;
}

/** A live instrument. */
export interface Instrument {
  readonly descriptor: Descriptor;
  record(value: number, attributes?: object): void;
  /** The series of an attribute set, to record into without a look-up. */
  bind(attributes: object): Series;
  /** Forgets the last observation (observed instruments). */
  clear(): void;
}

/** Makes and collects the instruments of one scope. */
export interface MeterCore {
  /** The instrument of that kind, name and unit: the one made before, where there is one. */
  instrument(descriptor: Descriptor): Instrument;
  /** Encodes all series into `batch` and returns how many points there are. */
  collect(): ScopeBatch;
}

const varintWire = 0;
const cumulative = 2;

/** A meter of the instrumentation scope `name`. */
export function createMeterCore(limit: number, name: string, version: string, schemaUrl: string): MeterCore {
  const instruments = new Map<string, { readonly instrument: Instrument; readonly tree: SeriesTree }>();
  const batch = createScopeBatch(name, version, schemaUrl, new Uint8Array(0));
  return {
    instrument(descriptor) {
      const key = `${descriptor.kind} ${descriptor.unit} ${descriptor.name.toLowerCase()}`;
      const known = instruments.get(key);
      if (known !== undefined) return known.instrument;
      const aggregation = aggregationOf(descriptor);
      const tree = createSeriesTree(aggregation, limit, now());
      const instrument = createInstrument(descriptor, tree);
      instruments.set(key, { instrument, tree });
      return instrument;
    },
    collect() {
      batch.writer.reset();
      batch.items = 0;
      const moment = now();
      for (const { instrument, tree } of instruments.values()) {
        batch.items += tree.all.length;
        if (tree.all.length > 0) writeMetric(batch.writer, instrument.descriptor, tree, moment);
      }
      return batch;
    },
  };
}

function createInstrument(descriptor: Descriptor, tree: SeriesTree): Instrument {
  const increasing = descriptor.kind === "counter";
  const positive = increasing || descriptor.kind === "histogram";
  return {
    descriptor,
    record(value, attributes) {
      if (typeof value !== "number" || !Number.isFinite(value) || (positive && value < 0)) {
        report("measurement_invalid", `${descriptor.name}: ${value}`);
        return;
      }
      tree.find(contextOnMetrics.used ? withContextAttributes(attributes) : attributes).record(value);
    },
    bind: (attributes) => tree.find(attributes),
    clear: () => tree.clear(),
  };
}

function withContextAttributes(attributes: object | undefined): object | undefined {
  const onMetrics = activeScope().attributes?.onMetrics;
  return onMetrics === undefined ? attributes : { ...onMetrics, ...attributes };
}

function aggregationOf(descriptor: Descriptor): Aggregation {
  switch (descriptor.kind) {
    case "counter":
      return sum(true);
    case "upDownCounter":
      return sum(false);
    case "observedCounter":
      return observedSum(true);
    case "observedUpDownCounter":
      return observedSum(false);
    case "histogram":
      return explicitHistogram(descriptor.bounds ?? []);
    default:
      return lastValue;
  }
}

function writeMetric(writer: ByteWriter, descriptor: Descriptor, tree: SeriesTree, moment: number): void {
  const aggregation = aggregationOf(descriptor);
  const mark = writer.open(2);
  writer.string(1, descriptor.name);
  if (descriptor.description !== "") writer.string(2, descriptor.description);
  if (descriptor.unit !== "") writer.string(3, descriptor.unit);
  const data = writer.open(aggregation.dataField);
  for (const series of tree.all) series.write(writer, moment);
  if (aggregation.dataField !== 5) {
    writer.tag(2, varintWire);
    writer.varint(cumulative);
  }
  if (aggregation.monotonic === true) {
    writer.tag(3, varintWire);
    writer.varint(1);
  }
  writer.close(data);
  writer.close(mark);
}
