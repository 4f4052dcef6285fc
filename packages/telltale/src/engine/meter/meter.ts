// Instruments of one instrumentation scope: their measurements go to one stream for each view and kind of reader.
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
   * The series that record every usual value unchanged, decided when streams are created; undefined when values or attributes change
   * first, or several streams record them. Context attributes are added before.
   */
  readonly direct: SeriesTree | undefined;
  /**
   * Records one value. A value that is not a number, or negative for a counter, is counted as invalid and ignored; so is a value that is
   * not finite, except for gauges.
   */
  record(value: number, attributes?: object, context?: Context): void;
  /** The series of an attribute set, to record into without a look-up. The values must have been checked. */
  bind(attributes: object): Series;
  /** Takes a value that was observed for `reader` (observed instruments). */
  observe(reader: StreamReader, value: number, attributes?: object): void;
}

/** Creates and collects the instruments of one scope. */
export interface MeterCore {
  readonly scope: MeterScope;
  /** The instrument of that kind, name and unit, created when it is new. */
  instrument(descriptor: Descriptor): Instrument;
  /** Creates streams for a reader that was added later. */
  attach(reader: StreamReader): void;
  /** Resets observed values of `reader`, before they are observed again. */
  begin(reader: StreamReader): void;
  /** The metrics of `reader`, with exemplars recorded after `since`. */
  collect(reader: StreamReader, moment: number, since: number): CollectedMetric[];
}

/** The settings of all meters of a provider. */
export interface MeterSettings {
  readonly views: readonly CompiledView[];
  /** The limit of series of an instrument, unless a view or reader sets it. */
  readonly cardinality: (kind: InstrumentKind) => number;
  /** Which measurements become exemplars; undefined for none. */
  readonly admit: ExemplarPolicy["admit"] | undefined;
  readonly readers: Iterable<StreamReader>;
  /** Sees new series. */
  readonly guard?: CardinalityGuard | undefined;
  /** Adds what is declared elsewhere to what an instrument says of itself. */
  readonly complete?: ((descriptor: Descriptor) => Descriptor) | undefined;
}

interface Entry {
  readonly instrument: { direct: SeriesTree | undefined } & Instrument;
  /** Shared with the streams, so that they use a longer description that comes later. */
  readonly descriptor: { description: string } & Descriptor;
  readonly created: number;
  /** All streams, each once. */
  readonly streams: Stream[];
  readonly byKey: Map<string, Stream>;
  readonly byReader: Map<StreamReader, readonly Stream[]>;
}

// a program that generates names would otherwise use memory without end
const maxInstruments = 10_000;

/** The state of a meter. */
interface MeterState {
  readonly settings: MeterSettings;
  readonly scope: MeterScope;
  /** By kind, value type, unit and name. */
  readonly entries: Map<string, Entry>;
  /** The first instrument of each name, in lower case. */
  readonly firstOfName: Map<string, Descriptor>;
  /** The instrument of each stream's name, in lower case. */
  readonly streamNames: Map<string, Descriptor>;
}

/** A meter of the instrumentation scope `scope`. */
export function createMeterCore(settings: MeterSettings, scope: MeterScope): MeterCore {
  const meter: MeterState = {
    settings,
    scope,
    entries: new Map(),
    firstOfName: new Map(),
    streamNames: new Map(),
  };
  return {
    scope,
    instrument: (descriptor) => instrumentOf(meter, settings.complete?.(descriptor) ?? descriptor),
    attach(reader) {
      for (const entry of meter.entries.values()) attachTo(meter, entry, reader);
    },
    begin(reader) {
      for (const { descriptor, byReader } of meter.entries.values()) {
        if (isObserved(descriptor.kind)) for (const stream of byReader.get(reader) ?? []) stream.begin();
      }
    },
    collect(reader, moment, since) {
      const metrics: CollectedMetric[] = [];
      for (const { byReader } of meter.entries.values()) {
        for (const stream of byReader.get(reader) ?? []) {
          const metric = stream.collect(moment, since);
          if (metric !== undefined) metrics.push(metric);
        }
      }
      return metrics;
    },
  };
}

function instrumentOf(meter: MeterState, descriptor: Descriptor): Instrument {
  const { firstOfName, entries } = meter;
  const lower = descriptor.name.toLowerCase();
  const key = `${descriptor.kind} ${descriptor.integer === true} ${descriptor.unit} ${lower}`;
  const first = firstOfName.get(lower);
  if (first === undefined) {
    if (firstOfName.size < maxInstruments) firstOfName.set(lower, descriptor);
  } else warnOfConflict(meter.scope, first, descriptor);
  const entry = entries.get(key);
  if (entry === undefined)
    return addEntry(meter, key, first === undefined ? descriptor : { ...descriptor, name: first.name })
      .instrument;
  if (descriptor.description.length > entry.descriptor.description.length)
    entry.descriptor.description = redactText(descriptor.description);
  return entry.instrument;
}

function addEntry(meter: MeterState, key: string, descriptor: Descriptor): Entry {
  const streams: Stream[] = [];
  const own = redactedDescriptor(descriptor);
  const entry: Entry = {
    instrument: createInstrument(own, streams, (reader) => entry.byReader.get(reader) ?? []),
    descriptor: own,
    created: now(),
    streams,
    byKey: new Map(),
    byReader: new Map(),
  };
  if (meter.entries.size >= maxInstruments) {
    report("too_many_instruments", descriptor.name);
    return entry;
  }
  meter.entries.set(key, entry);
  for (const reader of meter.settings.readers) attachTo(meter, entry, reader);
  return entry;
}

function attachTo(meter: MeterState, entry: Entry, reader: StreamReader): void {
  const { settings, scope } = meter;
  const streams = resolveStreams(entry.descriptor, scope, settings, reader).map(({ key, descriptor }) => {
    let stream = entry.byKey.get(key);
    if (stream === undefined) {
      stream = createStream(descriptor, settings.admit, entry.created, settings.guard);
      entry.byKey.set(key, stream);
      entry.streams.push(stream);
    }
    return stream;
  });
  entry.byReader.set(reader, streams);
  entry.instrument.direct = directOf(entry);
  checkStreamNames(meter, entry, streams);
}

/** Reports names that views give to several streams. */
function checkStreamNames(
  { streamNames, scope }: MeterState,
  entry: Entry,
  streams: readonly Stream[],
): void {
  const ownName = entry.descriptor.name.toLowerCase();
  const names = streams.map(({ descriptor }) => descriptor.name.toLowerCase());
  for (const [at, name] of names.entries()) {
    const other = streamNames.get(name);
    const isTaken = other !== undefined && other !== entry.descriptor && other.name.toLowerCase() !== ownName;
    if (isTaken || names.indexOf(name) !== at)
      reportMistake(
        "instrument_conflict",
        `views give the name \`${name}\` to several streams of the meter \`${scope.name}\``,
      );
    streamNames.set(name, other ?? entry.descriptor);
  }
}

/** A redacted copy of `descriptor`; a redacted name keeps the form of an instrument's name. */
function redactedDescriptor(descriptor: Descriptor): { description: string } & Descriptor {
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
 * The streams that record an unusual value: for a gauge that is NaN or infinite those that keep the last value, because it would spoil a
 * sum or a histogram for good (specification: metrics/sdk, Numerical limits handling). All other unusual values are counted as invalid.
 */
function streamsFor(
  value: unknown,
  streams: readonly Stream[],
  { kind, integer, name }: Descriptor,
): readonly Stream[] {
  const isSpecial =
    typeof value === "number" && (kind === "gauge" || kind === "observedGauge") && integer !== true;
  const accepting = isSpecial
    ? streams.filter(({ descriptor }) => descriptor.aggregation.type === "lastValue")
    : [];
  if (accepting.length === 0) report("measurement_invalid", name);
  return accepting;
}

/** The least valid value of an instrument of `kind`. */
export function minOf(kind: InstrumentKind): number {
  return onlyGrows(kind) && kind !== "observedCounter" ? 0 : -Number.MAX_VALUE;
}

function createInstrument(
  descriptor: Descriptor,
  streams: readonly Stream[],
  streamsOf: (reader: StreamReader) => readonly Stream[],
): Entry["instrument"] {
  const least = minOf(descriptor.kind);
  const integer = descriptor.integer === true;
  return {
    descriptor,
    direct: undefined,
    record(value, attributes, context) {
      const isUsual = typeof value === "number" && value >= least && value <= Number.MAX_VALUE;
      const accepting = isUsual ? streams : streamsFor(value, streams, descriptor);
      if (accepting.length === 0) return;
      try {
        const whole = integer ? Math.trunc(value) : value;
        const all = contextOnMetrics.used ? withContextAttributes(attributes, context) : attributes;
        for (let at = 0; at < accepting.length; at++) (accepting[at] as Stream).record(whole, all, context);
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
      const accepting = isUsual ? streamsOf(reader) : streamsFor(value, streamsOf(reader), descriptor);
      try {
        const whole = integer ? Math.trunc(value) : value;
        for (const stream of accepting) stream.record(whole, attributes, undefined);
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

/** Reports instruments of one name that differ (specification: Duplicate instrument registration). */
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

/** One series that records into all of `series`: readers that differ have streams of their own. */
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
