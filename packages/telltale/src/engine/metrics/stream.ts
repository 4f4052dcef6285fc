// One stream: an instrument as a view (or the default) presents it to a reader, and its series.
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

/** The settings of a stream. */
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
  /** Changes the attributes first. */
  readonly process: ((attributes: object, context: Context | undefined) => object) | undefined;
  readonly reservoir: (() => CustomReservoir) | undefined;
  /** Creates the series, when the aggregation does not. */
  readonly make?: SeriesMaker | undefined;
}

/** A live stream. */
export interface Stream {
  readonly descriptor: StreamDescriptor;
  /** Its series, to record into without the stream; undefined when a view's processor changes the attributes first. */
  readonly direct: SeriesTree | undefined;
  record(value: number, attributes: object | undefined, context: Context | undefined): void;
  bind(attributes: object): Series;
  /** Forgets what was observed, before it is observed again. */
  begin(): void;
  /** The current metric, with exemplars recorded after `since`; undefined when there are no points. */
  collect(moment: number, since: number): CollectedMetric | undefined;
}

// observed sums with delta temporality are kept for this many collections without an observation
const maxUnseen = 8;

/** The state of a stream. */
interface StreamState {
  readonly descriptor: StreamDescriptor;
  readonly tree: SeriesTree;
  /** Whether each collection observes all values anew, instead of adding to those of the last one. */
  readonly observesAnew: boolean;
  readonly delta: boolean;
  /** For how many collections a series was not observed. */
  readonly unseen: Map<Series, number>;
}

/** A stream whose exemplars pass `admit`; undefined for none. `cardinality` sees new series. */
export function createStream(
  descriptor: StreamDescriptor,
  admit: ExemplarPolicy["admit"] | undefined,
  created: number,
  cardinality?: CardinalityGuard,
): Stream {
  const { process } = descriptor;
  const { type } = descriptor.aggregation;
  const observed = isObserved(descriptor.instrument.kind);
  const delta = descriptor.temporality === "delta";
  // series of observed instruments start at the collection before the one that first sees them
  let lastCollection = created;
  const start = observed || delta ? (): number => lastCollection : now;
  const tree = createTree(descriptor, admit, start, cardinality);
  const observesAnew = observed && (type === "lastValue" || type === "sum");
  const stream: StreamState = { descriptor, tree, observesAnew, delta, unseen: new Map() };
  return {
    descriptor,
    direct: process === undefined ? tree : undefined,
    record(value, attributes, context) {
      if (process === undefined) tree.find(attributes).record(value, attributes, context);
      else tree.find(process(attributes ?? {}, context)).record(value, attributes, context);
    },
    bind: (attributes) => tree.bind(process === undefined ? attributes : process(attributes, undefined)),
    begin() {
      if (observesAnew) for (const series of tree.all()) series.reset(series.start);
    },
    collect(moment, since) {
      const points = readPoints(stream, moment, since);
      retainSeries(stream, points, moment);
      lastCollection = moment;
      return points.size === 0 ? undefined : toMetric(descriptor, [...points.values()]);
    },
  };
}

function createTree(
  descriptor: StreamDescriptor,
  admit: ExemplarPolicy["admit"] | undefined,
  start: () => number,
  cardinality: CardinalityGuard | undefined,
): SeriesTree {
  const { name, limit, keep, make } = descriptor;
  // a reader with series of its own keeps them in this process
  const guard = make === undefined ? cardinality?.series(name, limit) : undefined;
  return createSeriesTree({
    make: make ?? maker(descriptor, exemplarMaker(descriptor, admit), guard?.changes === true),
    guard,
    limit,
    keep,
    start,
    onOverflow(growing, values) {
      const cause = growing === undefined ? "" : `: \`${growing}\` has ${values} values`;
      report("cardinality_limit", `${name} has reached ${limit} series${cause}`);
    },
  });
}

function readPoints({ tree, delta }: StreamState, moment: number, since: number): Map<Series, AnyPoint> {
  const points = new Map<Series, AnyPoint>();
  for (const series of tree.all()) {
    const point = series.read(moment, delta ? -Infinity : since);
    if (point !== undefined) points.set(series, point);
  }
  return points;
}

/** After a collection: resets deltas, and removes series without a point. */
function retainSeries(stream: StreamState, points: ReadonlyMap<Series, AnyPoint>, moment: number): void {
  const { tree, observesAnew, delta, unseen } = stream;
  if (!delta && !observesAnew) return;
  tree.retain((series) => {
    if (points.has(series)) {
      unseen.delete(series);
      if (delta) series.reset(moment);
      return true;
    }
    if (!observesAnew) return false;
    if (!isOutdated(stream, series)) return true;
    unseen.delete(series);
    return false;
  });
}

function isOutdated({ delta, unseen }: StreamState, series: Series): boolean {
  if (!delta) return true;
  const times = (unseen.get(series) ?? 0) + 1;
  unseen.set(series, times);
  return times > maxUnseen;
}

function toMetric(descriptor: StreamDescriptor, points: readonly AnyPoint[]): CollectedMetric {
  const { instrument, temporality, name, description = instrument.description } = descriptor;
  const { kind, unit, integer = false } = instrument;
  return { name, description, unit, kind, integer, temporality, data: toData(descriptor, points) };
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
