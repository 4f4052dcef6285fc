// Instruments of one instrumentation scope: what they are told goes to one stream per view and kind of reader.
import { noAttributes } from "../metrics/attribute-set.ts";
import type { Context } from "@opentelemetry/api";
import { mergeAttributes } from "../attributes/attribute-list.ts";
import { now } from "../runtime/clock.ts";
import { contextOnMetrics } from "../context/context-attributes.ts";
import { report, reportMistake } from "../diagnostics/diagnose.ts";
import type { CollectedMetric, MeterScope } from "../metrics/collection.ts";
import { type Descriptor, type InstrumentKind, isObserved, onlyGrows } from "../metrics/descriptor.ts";
import type { ExemplarPolicy } from "../metrics/exemplar.ts";
import type { Series } from "../metrics/series.ts";
import type { CardinalityGuard } from "../cardinality/guard.ts";
import type { SeriesTree } from "../metrics/series-tree.ts";
import { createStream, type Stream } from "../metrics/stream.ts";
import { resolveStreams, type StreamReader } from "../metrics/resolve-streams.ts";
import type { CompiledView } from "../metrics/view.ts";
import { redactText } from "../redaction/redaction.ts";
import { activeScope, toScope } from "../context/scope.ts";

export type { InstrumentKind } from "../metrics/descriptor.ts";

/** A live instrument. */
export interface Instrument {
  readonly descriptor: Descriptor;
  /**
   * The series that take every usual value as it is, decided when streams are made; undefined where values or attributes change
   * first, or where several streams take them. Context attributes come on top.
   */
  readonly direct: SeriesTree | undefined;
  /**
   * Records one value. One that is no number, or negative where that cannot be, is counted and left out; so is one that is not finite
   * wherever values are added up or counted.
   */
  record(value: number, attributes?: object, context?: Context): void;
  /** The series of an attribute set, to record into without a look-up. The values must have been checked. */
  bind(attributes: object): Series;
  /** Takes a value that was observed for `reader` (observed instruments). */
  observe(reader: StreamReader, value: number, attributes?: object): void;
}

/** Makes and collects the instruments of one scope. */
export interface MeterCore {
  readonly scope: MeterScope;
  /** The instrument of that kind, name and unit: the one made before, where there is one. */
  instrument(descriptor: Descriptor): Instrument;
  /** Makes streams for a reader that came later. */
  attach(reader: StreamReader): void;
  /** Forgets what was observed for `reader`, before it is observed again. */
  begin(reader: StreamReader): void;
  /** The metrics of `reader`, with exemplars made after `since`. */
  collect(reader: StreamReader, moment: number, since: number): CollectedMetric[];
}

/** What all meters of a provider have in common. */
export interface MeterSettings {
  readonly views: readonly CompiledView[];
  /** Series of an instrument, where neither view nor reader say it. */
  readonly cardinality: (kind: InstrumentKind) => number;
  /** Which measurements become exemplars; undefined for none. */
  readonly admit: ExemplarPolicy["admit"] | undefined;
  readonly readers: Iterable<StreamReader>;
  /** Looks at series that are new. */
  readonly guard?: CardinalityGuard | undefined;
}

interface Entry {
  readonly instrument: { direct: SeriesTree | undefined } & Instrument;
  /** Told to the streams as it is, so that a longer description that comes later is taken over. */
  readonly descriptor: { description: string } & Descriptor;
  readonly created: number;
  /** All streams, each once. */
  readonly streams: Stream[];
  readonly byKey: Map<string, Stream>;
  readonly byReader: Map<StreamReader, readonly Stream[]>;
}

// a program that makes up names would otherwise grow without end
const maxInstruments = 10_000;

/** A meter of the instrumentation scope `scope`. */
export function createMeterCore(settings: MeterSettings, scope: MeterScope): MeterCore {
  const entries = new Map<string, Entry>();
  const firstOfName = new Map<string, Descriptor>();
  const streamNames = new Map<string, Descriptor>();

  function add(key: string, descriptor: Descriptor): Entry {
    const streams: Stream[] = [];
    const own = leavingDescriptor(descriptor);
    const entry: Entry = {
      instrument: createInstrument(own, streams, (reader) => entry.byReader.get(reader) ?? []),
      descriptor: own,
      created: now(),
      streams,
      byKey: new Map(),
      byReader: new Map(),
    };
    if (entries.size >= maxInstruments) {
      report("too_many_instruments", descriptor.name);
      return entry;
    }
    entries.set(key, entry);
    for (const reader of settings.readers) attachTo(entry, reader);
    return entry;
  }

  function attachTo(entry: Entry, reader: StreamReader): void {
    const resolved = resolveStreams(entry.descriptor, scope, settings, reader);
    const mine = resolved.map(({ key, descriptor }) => {
      let stream = entry.byKey.get(key);
      if (stream === undefined) {
        stream = createStream(descriptor, settings.admit, entry.created, settings.guard);
        entry.byKey.set(key, stream);
        entry.streams.push(stream);
      }
      return stream;
    });
    entry.byReader.set(reader, mine);
    entry.instrument.direct = directOf(entry);
    const names = mine.map(({ descriptor }) => descriptor.name.toLowerCase());
    for (const [at, name] of names.entries()) {
      const other = streamNames.get(name);
      if (
        names.indexOf(name) !== at ||
        (other !== undefined &&
          other !== entry.descriptor &&
          other.name.toLowerCase() !== entry.descriptor.name.toLowerCase())
      )
        reportMistake(
          "instrument_conflict",
          `views give the name \`${name}\` to several streams of the meter \`${scope.name}\``,
        );
      streamNames.set(name, other ?? entry.descriptor);
    }
  }

  return {
    scope,
    instrument(descriptor) {
      const lower = descriptor.name.toLowerCase();
      const key = `${descriptor.kind} ${descriptor.integer === true} ${descriptor.unit} ${lower}`;
      const first = firstOfName.get(lower);
      if (first === undefined) {
        if (firstOfName.size < maxInstruments) firstOfName.set(lower, descriptor);
      } else warnOfConflict(scope, first, descriptor);
      const entry = entries.get(key);
      if (entry === undefined)
        return add(key, first === undefined ? descriptor : { ...descriptor, name: first.name }).instrument;
      if (descriptor.description.length > entry.descriptor.description.length)
        entry.descriptor.description = redactText(descriptor.description);
      return entry.instrument;
    },
    attach(reader) {
      for (const entry of entries.values()) attachTo(entry, reader);
    },
    begin(reader) {
      for (const { descriptor, byReader } of entries.values()) {
        if (isObserved(descriptor.kind)) for (const stream of byReader.get(reader) ?? []) stream.begin();
      }
    },
    collect(reader, moment, since) {
      const metrics: CollectedMetric[] = [];
      for (const { byReader } of entries.values()) {
        for (const stream of byReader.get(reader) ?? []) {
          const metric = stream.collect(moment, since);
          if (metric !== undefined) metrics.push(metric);
        }
      }
      return metrics;
    },
  };
}

/** A copy of `descriptor` as it leaves; a mark in its name has the form that names of instruments have. */
function leavingDescriptor(descriptor: Descriptor): { description: string } & Descriptor {
  const name = redactText(descriptor.name);
  const marked = name.replace(/[^\w./-]+/g, "_").replace(/^[^A-Za-z]+|_+$/g, "");
  return {
    ...descriptor,
    name: name === descriptor.name ? name : marked,
    description: redactText(descriptor.description),
    unit: redactText(descriptor.unit),
  };
}

function directOf({ descriptor, streams }: Entry): SeriesTree | undefined {
  return streams.length === 1 && descriptor.integer !== true ? streams[0]?.direct : undefined;
}

/**
 * Of `streams` those that take what is no finite value of an instrument: of a gauge that is NaN or infinite those that keep the last
 * value as it is, because one such value would be in a sum or a histogram for good (specification: metrics/sdk, Numerical limits
 * handling). None, and counted, for everything else.
 */
function takersOf(
  value: unknown,
  streams: readonly Stream[],
  { kind, integer, name }: Descriptor,
): readonly Stream[] {
  const isOdd =
    typeof value === "number" && (kind === "gauge" || kind === "observedGauge") && integer !== true;
  const takers = isOdd ? streams.filter(({ descriptor }) => descriptor.aggregation.type === "lastValue") : [];
  if (takers.length === 0) report("measurement_invalid", name);
  return takers;
}

/** The least finite value an instrument of `kind` takes. */
export function leastOf(kind: InstrumentKind): number {
  return onlyGrows(kind) && kind !== "observedCounter" ? 0 : -Number.MAX_VALUE;
}

function createInstrument(
  descriptor: Descriptor,
  streams: readonly Stream[],
  streamsOf: (reader: StreamReader) => readonly Stream[],
): Entry["instrument"] {
  const least = leastOf(descriptor.kind);
  const integer = descriptor.integer === true;
  return {
    descriptor,
    direct: undefined,
    record(value, attributes, context) {
      const isUsual = typeof value === "number" && value >= least && value <= Number.MAX_VALUE;
      const takers = isUsual ? streams : takersOf(value, streams, descriptor);
      if (takers.length === 0) return;
      try {
        const whole = integer ? Math.trunc(value) : value;
        const all = contextOnMetrics.used ? withContextAttributes(attributes, context) : attributes;
        for (let at = 0; at < takers.length; at++) (takers[at] as Stream).record(whole, all, context);
      } catch (error) {
        // attributes that throw when read
        report("measurement_failed", error);
      }
    },
    bind(attributes) {
      try {
        return fanOut(streams.map((stream) => stream.bind(attributes)));
      } catch (error) {
        // a view's processor that throws
        report("measurement_failed", error);
        return fanOut([]);
      }
    },
    observe(reader, value, attributes) {
      const isUsual = typeof value === "number" && value >= least && value <= Number.MAX_VALUE;
      const takers = isUsual ? streamsOf(reader) : takersOf(value, streamsOf(reader), descriptor);
      try {
        const whole = integer ? Math.trunc(value) : value;
        for (const stream of takers) stream.record(whole, attributes, undefined);
      } catch (error) {
        report("measurement_failed", error);
      }
    },
  };
}

function withContextAttributes(
  attributes: object | undefined,
  context: Context | undefined,
): object | undefined {
  const scope = context === undefined ? activeScope() : toScope(context);
  const onMetrics = scope.attributes?.onMetrics;
  return onMetrics === undefined ? attributes : mergeAttributes(onMetrics, attributes);
}

/** Tells of instruments of one name that are not the same (specification: Duplicate instrument registration). */
function warnOfConflict({ name: meter }: MeterScope, first: Descriptor, second: Descriptor): void {
  const warn = (what: string, fix: string): void =>
    reportMistake(
      "instrument_conflict",
      `\`${second.name}\` of the meter \`${meter}\` is made again ${what}; ${fix}`,
    );
  const { name } = first;
  if (first.kind !== second.kind)
    warn(
      `as ${second.kind}, first as ${first.kind}`,
      `rename one by a view with \`instrumentName: "${name}", instrumentType: "${second.kind}", name\``,
    );
  else if (first.unit !== second.unit)
    warn(
      `with unit "${second.unit}", first "${first.unit}"`,
      `rename one by a view with \`instrumentName: "${name}", instrumentUnit: "${second.unit}", name\``,
    );
  else if ((first.integer ?? false) !== (second.integer ?? false)) warn("with another value type", "use one");
  else if (first.description !== second.description)
    warn(
      "with another description",
      `the longer one is used; set one by a view with \`instrumentName: "${name}", description\``,
    );
  else if (first.name !== second.name) warn(`in another case than \`${name}\``, "the first is used");
  else if (
    String(first.bounds) !== String(second.bounds) ||
    String(first.attributeKeys) !== String(second.attributeKeys)
  )
    warn("with other advice", "the first is used");
}

// A handle on the series of several streams: readers that differ each have their own.
/** One series that records into all of `series`. */
function fanOut(series: readonly Series[]): Series {
  const [first] = series;
  if (series.length === 1 && first !== undefined) return first;
  return {
    attributes: first?.attributes ?? noAttributes,
    start: first?.start ?? 0,
    record(value, attributes, context) {
      for (let at = 0; at < series.length; at++) (series[at] as Series).record(value, attributes, context);
    },
    read: () => undefined,
    reset() {},
  };
}
