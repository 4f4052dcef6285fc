// All metrics of the process: its meters, the callbacks that observe, and the readers.
import type { CardinalityGuard } from "../cardinality/guard.ts";
import { noAttributes, toAttributeSet } from "../metrics/attribute-set.ts";
import { admission, type ExemplarFilter } from "../metrics/exemplar.ts";
import type { Descriptor, InstrumentKind } from "../metrics/descriptor.ts";
import type { StreamReader } from "../metrics/resolve-streams.ts";
import { type CompiledView, compileView } from "../metrics/view.ts";
import { createMeterCore, type MeterCore } from "./meter.ts";
import {
  createMetricReader,
  type MetricReader,
  type ReaderOptions,
  toStreamReader,
} from "./metric-reader.ts";
import { redactScopeText } from "../redaction/redaction.ts";
import { safely } from "../diagnostics/guard.ts";
import { isEnabled, type ScopeRule } from "../resource/scope-rule.ts";
import { createObservers, type Observers } from "./observers.ts";

/** How metrics are made. */
export interface MeterOptions {
  readonly views: readonly CompiledView[];
  /** Series of an instrument of each kind, the overflow one included. */
  readonly cardinality: (kind: InstrumentKind) => number;
  readonly exemplars: ExemplarFilter;
  /** Which meters are at work; all by default. */
  readonly scopes?: readonly ScopeRule[] | undefined;
  /** Looks at series that are new. */
  readonly guard?: CardinalityGuard | undefined;
  /** Adds what is declared elsewhere to what an instrument says of itself. */
  readonly complete?: ((descriptor: Descriptor) => Descriptor) | undefined;
}

/** All metrics of the process. */
export interface Meters {
  /** The meter of that name, version, schema and attributes, created when it is new. */
  meter(name: string, version: string, schemaUrl: string, attributes?: object): MeterCore;
  readonly observers: Observers;
  /** Adds a reader. One that comes after the first instrument sees what is recorded from then on, except through handles bound before. */
  addReader(options?: ReaderOptions): MetricReader;
  /** Tells `listener` of every collection: the reader's name, how long it took, whether a callback failed. */
  watch(listener: CollectionListener): void;
}

/** Told of collections. */
type CollectionListener = (name: string | undefined, seconds: number, failed: boolean) => void;

// a program that makes up names would otherwise grow without end
const maxMeters = 10_000;

/** No meters yet. */
export function createMeters({
  views,
  cardinality,
  exemplars,
  scopes = [],
  guard,
  complete,
}: MeterOptions): Meters {
  const observers = createObservers();
  let listener: CollectionListener | undefined;
  const readers: StreamReader[] = [];
  const meters = new Map<string, MeterCore>();
  const settings = { views, cardinality, admit: admission(exemplars), readers, guard, complete };
  const silent = { ...settings, views: [compileView({ instrumentName: "*", aggregation: "drop" }, "views")] };
  const all: Iterable<MeterCore> = { [Symbol.iterator]: () => meters.values() };
  return {
    observers,
    meter(name, version, schemaUrl, attributes) {
      const resolved = attributes === undefined ? noAttributes : toAttributeSet(attributes);
      const key = `${JSON.stringify([name, version, schemaUrl])}${Buffer.from(resolved.encoded(3)).toString("latin1")}`;
      let meter = meters.get(key);
      if (meter === undefined) {
        meter = createMeterCore(isEnabled(scopes, name) ? settings : silent, {
          name: redactScopeText(name),
          version: redactScopeText(version),
          schemaUrl: redactScopeText(schemaUrl),
          attributes: resolved,
        });
        if (meters.size < maxMeters) meters.set(key, meter);
      }
      return meter;
    },
    addReader(options = {}) {
      const reader = toStreamReader(options);
      readers.push(reader);
      for (const meter of meters.values()) meter.attach(reader);
      const made = createMetricReader(reader, options, all, observers);
      return {
        ...made,
        async collect(timeoutMs) {
          const began = performance.now();
          const collection = await made.collect(timeoutMs);
          safely(() =>
            listener?.(options.name, (performance.now() - began) / 1000, collection.errors.length > 0),
          );
          return collection;
        },
      };
    },
    watch(next) {
      listener = next;
    },
  };
}
