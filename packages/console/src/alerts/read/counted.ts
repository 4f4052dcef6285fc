// Sources that count the rows of one query.
import type { Sample, Source } from "alerts/readings";
import type { QueryName } from "../../sql/query-name.ts";
import type { QueryParams } from "../../store/query/query.ts";
import { type CellRow, cellParams, type Kind, spanParams } from "./family.ts";
import { openScan } from "./open-windows.ts";
import { familyReading, type SourceReading } from "./source-reading.ts";

interface CountRow extends CellRow {
  readonly entries: string | number;
  readonly [column: string]: unknown;
}

interface CountedSource<S> {
  /** The query: its column `entries` is the number, `columns` tell apart what its inputs select. */
  readonly query: QueryName;
  readonly columns: readonly string[];
  /** The values of `columns` that a source selects. */
  readonly keyOf: (source: S) => readonly string[];
  /** What sources must have in common to share a query. */
  readonly share: (source: S) => readonly unknown[];
  /** The parameters that select; those of time, groups and conditions are added. */
  readonly params: (
    sources: readonly S[],
  ) => QueryParams & { readonly services?: readonly string[] | undefined };
  /** The signal whose typed attributes the query reads for groups and conditions; absent: its rows have all of them as text. */
  readonly attributes?: "spans" | "logs";
}

/** Reads a source that counts, or with `measure: rate` counts in a second. */
export function countedBy<S extends Source>({
  query,
  columns,
  keyOf,
  share,
  params,
  attributes,
}: CountedSource<S>): SourceReading<S> {
  const kindOf: Parameters<typeof familyReading<S, CountRow>>[0] = ({ ask, maps }): Kind<S, CountRow> => ({
    share: ({ source }) => JSON.stringify(share(source)),
    async ask(family, span) {
      const own = params(family.inputs.map(({ source }) => source));
      const cells =
        attributes === undefined ? cellParams(family) : await maps.paramsOf(attributes, family, own.services);
      return ask<CountRow>(query, { ...own, ...cells, ...spanParams(span) });
    },
    keyOfRow: (row) => JSON.stringify(columns.map((column) => row[column])),
    keyOf: (source) => JSON.stringify(keyOf(source)),
    numbersOf: (_, { entries }) => [Number(entries)],
    isAdditive: () => true,
    sampleOf: countOrRate,
  });
  return attributes === undefined
    ? familyReading(kindOf)
    : familyReading(kindOf, async (input, steps, asked) => openScan(kindOf(asked), input, steps));
}

/** A number of things, or their rate. */
export function countOrRate(source: Source, [count = 0]: readonly number[], seconds: number): Sample {
  return "measure" in source && source.measure === "rate"
    ? { value: count / seconds }
    : { value: count, count };
}
