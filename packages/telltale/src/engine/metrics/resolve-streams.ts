// Which streams an instrument has for a reader: one per view that selects it, else one by default
// (specification: metrics/sdk, MeterProvider, View).
import { type Aggregation, resolveAggregation } from "./aggregation.ts";
import type { MeterScope, Temporality } from "./collection.ts";
import { type Descriptor, type InstrumentKind, isObserved } from "./descriptor.ts";
import type { SeriesMaker } from "./series.ts";
import type { StreamDescriptor } from "./stream.ts";
import { attributeFilter, type CompiledView } from "./view.ts";

/** What a reader wants of streams. Its identity tells the readers apart. */
export interface StreamReader {
  readonly id: number;
  temporality(kind: InstrumentKind): Temporality;
  aggregation(kind: InstrumentKind): Aggregation | undefined;
  cardinality(kind: InstrumentKind): number | undefined;
  /** Makes series of its own form for the stream `name` of `instrument`; undefined for those of the aggregation. */
  readonly series?: ((instrument: Descriptor, name: string) => SeriesMaker) | undefined;
}

/** A stream, and what it is the same by: readers that agree share one. */
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
  const wanted: readonly (CompiledView | undefined)[] = views.length === 0 ? [undefined] : views;
  return wanted.flatMap((view, at) => {
    const { kind } = instrument;
    const aggregation = resolveAggregation(instrument, view?.aggregation, reader.aggregation(kind));
    if (aggregation.type === "drop") return [];
    const temporality = reader.temporality(kind);
    const limit = view?.limit ?? reader.cardinality(kind) ?? settings.cardinality(kind);
    const name = view?.name ?? instrument.name;
    const descriptor: StreamDescriptor = {
      instrument,
      name,
      make: reader.series?.(instrument, name),
      description: view?.description,
      aggregation,
      temporality,
      limit,
      keep:
        view?.keep ??
        (view?.process === undefined ? attributeFilter({ include: instrument.attributeKeys }) : undefined),
      process: view?.process,
      reservoir: view?.reservoir,
    };
    // deltas begin anew at each collection, and observations are made for one reader: nobody else may look in
    const apart = temporality === "delta" || isObserved(kind) || reader.series !== undefined;
    const own = apart ? `reader ${reader.id}` : "";
    return [{ key: JSON.stringify([at, aggregation, limit, own]), descriptor }];
  });
}
