// Instruments of one instrumentation scope and how they become OTLP bytes.
import type { ByteWriter } from "otlp";
import { mergeAttributes } from "./attribute-list.ts";
import { now } from "./clock.ts";
import { contextOnMetrics } from "./context-attributes.ts";
import { report } from "./diagnose.ts";
import { exponentialHistogram } from "./exponential.ts";
import { createScopeBatch, type ScopeBatch } from "./lane.ts";
import { activeScope } from "./scope.ts";
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
  /** Records one value; one that is no number, infinite, or negative where that cannot be, is counted and left out. */
  record(value: number, attributes?: object): void;
  /** The series of an attribute set, to record into without a look-up. The values must have been checked. */
  bind(attributes: object): Series;
  /** Forgets the last observation (observed instruments). */
  clear(): void;
}

/** Makes and collects the instruments of one scope. */
export interface MeterCore {
  /** The instrument of that kind, name and unit: the one made before, where there is one. */
  instrument(descriptor: Descriptor): Instrument;
  /** Encodes all series; `items` of the result counts the points. Valid until the next call. */
  collect(): ScopeBatch;
}

const varintWire = 0;
const cumulative = 2;
// a program that makes up names would otherwise grow without end
const maxInstruments = 10_000;

/** A meter of the instrumentation scope `name`, with at most `limit` series per instrument. */
export function createMeterCore(limit: number, name: string, version: string, schemaUrl: string): MeterCore {
  const entries = new Map<string, { readonly instrument: Instrument; readonly tree: SeriesTree }>();
  const kinds = new Map<string, string>();
  const batch = createScopeBatch(name, version, schemaUrl, new Uint8Array(0));
  return {
    instrument(descriptor) {
      const lower = descriptor.name.toLowerCase();
      const key = `${descriptor.kind} ${descriptor.unit} ${lower}`;
      const known = entries.get(key);
      if (known !== undefined) return known.instrument;
      if ((kinds.get(lower) ?? key) !== key)
        report("instrument_conflict", `${descriptor.name} is defined twice`);
      kinds.set(lower, key);
      const tree = createSeriesTree(aggregationOf(descriptor), limit, now());
      const instrument = createInstrument(descriptor, tree);
      if (entries.size < maxInstruments) entries.set(key, { instrument, tree });
      else report("too_many_instruments", descriptor.name);
      return instrument;
    },
    collect() {
      batch.writer.reset();
      batch.items = 0;
      const moment = now();
      for (const { instrument, tree } of entries.values()) {
        batch.items += tree.all.length;
        if (tree.all.length > 0) writeMetric(batch.writer, instrument.descriptor, tree, moment);
      }
      return batch;
    },
  };
}

/** Whether an instrument of `kind` takes `value`. */
export function accepts(kind: InstrumentKind, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  return value >= 0 || (kind !== "counter" && kind !== "histogram");
}

function createInstrument(descriptor: Descriptor, tree: SeriesTree): Instrument {
  return {
    descriptor,
    record(value, attributes) {
      if (!accepts(descriptor.kind, value)) {
        report("measurement_invalid", descriptor.name);
        return;
      }
      try {
        tree.find(contextOnMetrics.used ? withContextAttributes(attributes) : attributes).record(value);
      } catch (error) {
        // attributes that throw when read
        report("measurement_failed", error);
      }
    },
    bind: (attributes) => tree.find(attributes),
    clear: () => tree.clear(),
  };
}

function withContextAttributes(attributes: object | undefined): object | undefined {
  const onMetrics = activeScope().attributes?.onMetrics;
  return onMetrics === undefined ? attributes : mergeAttributes(onMetrics, attributes);
}

function aggregationOf({ kind, bounds }: Descriptor): Aggregation {
  switch (kind) {
    case "counter":
      return sum(true);
    case "upDownCounter":
      return sum(false);
    case "observedCounter":
      return observedSum(true);
    case "observedUpDownCounter":
      return observedSum(false);
    case "histogram":
      return bounds === undefined ? exponentialHistogram : explicitHistogram(bounds);
    default:
      return lastValue;
  }
}

/** Writes one Metric as field 2, the `metrics` of a ScopeMetrics (opentelemetry/proto/metrics/v1). */
function writeMetric(writer: ByteWriter, descriptor: Descriptor, tree: SeriesTree, moment: number): void {
  const aggregation = aggregationOf(descriptor);
  const mark = writer.open(2);
  writer.string(1, descriptor.name);
  if (descriptor.description !== "") writer.string(2, descriptor.description);
  if (descriptor.unit !== "") writer.string(3, descriptor.unit);
  const data = writer.open(aggregation.dataField);
  for (const series of tree.all) series.write(writer, moment);
  if (aggregation.dataField !== lastValue.dataField) {
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
