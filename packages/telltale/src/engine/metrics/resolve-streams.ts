// Which streams an instrument has for a reader: one per view that selects it, else one by default
// (specification: metrics/sdk, MeterProvider, View).
import { type Aggregation, type ResolvedAggregation, resolveAggregation } from "./aggregation.ts";
import type { MeterScope, Temporality } from "./collection.ts";
import { type Descriptor, type InstrumentKind, isObserved } from "./descriptor.ts";
import type { SeriesMaker } from "./series.ts";
import type { StreamDescriptor } from "./stream.ts";
import { attributeFilter, type CompiledView } from "./view.ts";

/** What a reader requires of streams. `id` distinguishes the readers. */
export interface StreamReader {
  readonly id: number;
  temporality(kind: InstrumentKind): Temporality;
  aggregation(kind: InstrumentKind): Aggregation | undefined;
  cardinality(kind: InstrumentKind): number | undefined;
  /** Creates series of the reader's own form for the stream `name` of `instrument`; undefined for those of the aggregation. */
  readonly series?: ((instrument: Descriptor, name: string) => SeriesMaker) | undefined;
}

/** A stream, and its key: readers with equal keys share one stream. */
export interface ResolvedStream {
  readonly key: string;
  readonly descriptor: StreamDescriptor;
}

/** The streams of `instrument` for `reader`; dropped ones are left out. */
export function resolveStreams(
  instrument: Descriptor,
  scope: MeterScope,
  settings: {
    readonly views: readonly CompiledView[];
    readonly cardinality: (kind: InstrumentKind) => number;
  },
  reader: StreamReader,
): ResolvedStream[] {
  const views = settings.views.filter((view) => view.matches(instrument, scope));
  const wanted: readonly (Partial<CompiledView> | undefined)[] = views.length === 0 ? [undefined] : views;
  return wanted.flatMap((view = noView, at) => {
    const { kind } = instrument;
    const aggregation = resolveAggregation(instrument, view.aggregation, reader.aggregation(kind));
    if (aggregation.type === "drop") return [];
    const limit = view.limit ?? reader.cardinality(kind) ?? settings.cardinality(kind);
    const descriptor = describeStream(instrument, view, reader, aggregation, limit);
    // deltas restart at each collection, and observations are made for one reader: others may not share the stream
    const isOwn = descriptor.temporality === "delta" || isObserved(kind) || reader.series !== undefined;
    const owner = isOwn ? `reader ${reader.id}` : "";
    return [{ key: JSON.stringify([at, aggregation, limit, owner]), descriptor }];
  });
}

const noView: Partial<CompiledView> = {};

function describeStream(
  instrument: Descriptor,
  view: Partial<CompiledView>,
  reader: StreamReader,
  aggregation: ResolvedAggregation,
  limit: number,
): StreamDescriptor {
  const { name = instrument.name, description, process, reservoir } = view;
  return {
    instrument,
    name,
    make: reader.series?.(instrument, name),
    description,
    aggregation,
    temporality: reader.temporality(instrument.kind),
    limit,
    keep:
      view.keep ??
      (process === undefined ? attributeFilter({ include: instrument.attributeKeys }) : undefined),
    process,
    reservoir,
  };
}
