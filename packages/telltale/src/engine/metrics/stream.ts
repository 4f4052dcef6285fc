// One stream: what a view (or the default) makes of an instrument for a reader, and its series.
import type { Context } from "@opentelemetry/api";
import { now } from "../runtime/clock.ts";
import { report } from "../diagnostics/diagnose.ts";
import type { CardinalityGuard } from "../cardinality/guard.ts";
import { isPrecomputed, type ResolvedAggregation } from "./aggregation.ts";
import { noAttributes, toAttributeSet } from "./attribute-set.ts";
import type { CollectedData, CollectedMetric, Temporality } from "./collection.ts";
import { type Descriptor, isObserved, onlyGrows } from "./descriptor.ts";
import { type ExemplarPolicy, Exemplars } from "./exemplar.ts";
import { explicitHistogram } from "./explicit-histogram.ts";
import { exponentialHistogram } from "./exponential-histogram.ts";
import {
  alignedToBuckets,
  type CustomReservoir,
  customReservoir,
  type Reservoir,
  simpleFixedSize,
} from "./reservoir.ts";
import {
  type AnyPoint,
  type ExemplarMaker,
  lastValue,
  observedSum,
  type Series,
  type SeriesMaker,
  sum,
} from "./series.ts";
import { createSeriesTree, type SeriesTree } from "./series-tree.ts";

/** What a stream is. */
export interface StreamDescriptor {
  readonly instrument: Descriptor;
  readonly name: string;
  /** The view's; the instrument's when undefined. */
  readonly description: string | undefined;
  readonly aggregation: ResolvedAggregation;
  readonly temporality: Temporality;
  readonly limit: number;
  /** Whether an attribute stays; all do when undefined. */
  readonly keep: ((key: string) => boolean) | undefined;
  /** Changes the attributes before anything else looks at them. */
  readonly process: ((attributes: object, context: Context | undefined) => object) | undefined;
  readonly reservoir: (() => CustomReservoir) | undefined;
  /** Makes the series, where it is not the aggregation. */
  readonly make?: SeriesMaker | undefined;
}

/** A live stream. */
export interface Stream {
  readonly descriptor: StreamDescriptor;
  /** Its series, to record into without asking the stream; undefined where a view's processor changes the attributes first. */
  readonly direct: SeriesTree | undefined;
  record(value: number, attributes: object | undefined, context: Context | undefined): void;
  bind(attributes: object): Series;
  /** Forgets what was observed, before it is observed again. */
  begin(): void;
  /** The metric as it stands, with exemplars made after `since`; undefined when there are no points. */
  collect(moment: number, since: number): CollectedMetric | undefined;
}

// observed sums that are told as differences are remembered this many collections without being observed
const patience = 8;

/** A stream whose exemplars pass `admit`; undefined for none. `cardinality` looks at series that are new. */
export function createStream(
  descriptor: StreamDescriptor,
  admit: ExemplarPolicy["admit"] | undefined,
  created: number,
  cardinality?: CardinalityGuard,
): Stream {
  const { instrument, temporality, process } = descriptor;
  const observed = isObserved(instrument.kind);
  // what is observed anew at each collection, instead of counted from one to the next
  const fresh =
    observed && (descriptor.aggregation.type === "lastValue" || descriptor.aggregation.type === "sum");
  const delta = temporality === "delta";
  // series of observed instruments began at the collection before the one that sees them first
  let began = created;
  // a reader with series of its own keeps them in this process
  const guard =
    descriptor.make === undefined ? cardinality?.series(descriptor.name, descriptor.limit) : undefined;
  const tree = createSeriesTree({
    make: descriptor.make ?? maker(descriptor, exemplarMaker(descriptor, admit), guard?.changes === true),
    guard,
    limit: descriptor.limit,
    keep: descriptor.keep,
    start: observed || delta ? () => began : now,
    onOverflow(growing, values) {
      const cause = growing === undefined ? "" : `: \`${growing}\` has ${values} values`;
      report("cardinality_limit", `${descriptor.name} has reached ${descriptor.limit} series${cause}`);
    },
  });
  const unseen = new Map<Series, number>();

  function isForgotten(series: Series): boolean {
    if (!delta) return true;
    const times = (unseen.get(series) ?? 0) + 1;
    unseen.set(series, times);
    return times > patience;
  }

  function settle(points: ReadonlyMap<Series, AnyPoint>, moment: number): void {
    if (!delta && !fresh) return;
    tree.retain((series) => {
      if (points.has(series)) {
        unseen.delete(series);
        if (delta) series.reset(moment);
        return true;
      }
      if (!fresh) return false;
      if (!isForgotten(series)) return true;
      unseen.delete(series);
      return false;
    });
  }

  return {
    descriptor,
    direct: process === undefined ? tree : undefined,
    record(value, attributes, context) {
      if (process === undefined) tree.find(attributes).record(value, attributes, context);
      else tree.find(process(attributes ?? {}, context)).record(value, attributes, context);
    },
    bind: (attributes) => tree.bind(process === undefined ? attributes : process(attributes, undefined)),
    begin() {
      if (fresh) for (const series of tree.all()) series.reset(series.start);
    },
    collect(moment, since) {
      const points = new Map<Series, AnyPoint>();
      for (const series of tree.all()) {
        const point = series.read(moment, delta ? -Infinity : since);
        if (point !== undefined) points.set(series, point);
      }
      settle(points, moment);
      began = moment;
      if (points.size === 0) return undefined;
      const { name, description = instrument.description } = descriptor;
      const { kind, unit, integer = false } = instrument;
      const data = toData(descriptor, [...points.values()]);
      return { name, description, unit, kind, integer, temporality, data };
    },
  };
}

function maker(descriptor: StreamDescriptor, exemplars: ExemplarMaker, merges: boolean): SeriesMaker {
  const { aggregation, instrument, temporality } = descriptor;
  const recordSum = onlyGrows(instrument.kind);
  switch (aggregation.type) {
    case "histogram":
      return explicitHistogram({ ...aggregation, recordSum }, exemplars);
    case "exponentialHistogram":
      return exponentialHistogram({ ...aggregation, recordSum }, exemplars);
    case "sum":
      if (!isPrecomputed(instrument, aggregation)) return sum(exemplars);
      return observedSum({
        delta: temporality === "delta",
        monotonic: onlyGrows(instrument.kind),
        merges: merges || descriptor.keep !== undefined || descriptor.process !== undefined,
      });
    default:
      return lastValue(exemplars);
  }
}

function exemplarMaker(
  descriptor: StreamDescriptor,
  admit: ExemplarPolicy["admit"] | undefined,
): ExemplarMaker {
  if (admit === undefined) return undefined;
  const { keep, process, reservoir } = descriptor;
  const policy: ExemplarPolicy = {
    admit,
    dropped(attributes) {
      if (attributes === undefined || attributes === null) return noAttributes;
      if (keep === undefined && process === undefined) return noAttributes;
      const kept = process === undefined ? attributes : process(attributes, undefined);
      const gone = Object.entries(attributes).filter(
        ([key]) => !Object.hasOwn(kept, key) || (keep !== undefined && !keep(key)),
      );
      return toAttributeSet(Object.fromEntries(gone));
    },
  };
  const make =
    reservoir === undefined
      ? () => defaultReservoir(descriptor.aggregation)
      : () => customReservoir(reservoir(), (error) => report("reservoir_failed", error));
  return () => new Exemplars(policy, make());
}

function defaultReservoir(aggregation: ResolvedAggregation): Reservoir {
  if (aggregation.type === "histogram" && aggregation.bounds.length > 0)
    return alignedToBuckets(aggregation.bounds.length + 1);
  return simpleFixedSize(aggregation.type === "exponentialHistogram" ? Math.min(20, aggregation.maxSize) : 1);
}

function toData(descriptor: StreamDescriptor, points: readonly AnyPoint[]): CollectedData {
  switch (descriptor.aggregation.type) {
    case "sum":
      return { form: "sum", monotonic: onlyGrows(descriptor.instrument.kind), points: points as never };
    case "histogram":
      return { form: "histogram", points: points as never };
    case "exponentialHistogram":
      return { form: "exponentialHistogram", points: points as never };
    default:
      return { form: "gauge", points: points as never };
  }
}
