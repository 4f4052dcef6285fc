// What the queries of the catalog cut: with very many names there is more than they return.
import type { CatalogKind, CatalogPart } from "contract";
import { groupBy } from "../../lists/group-by.ts";

/** What is not all there. */
export interface Cut {
  readonly parts: ReadonlySet<CatalogPart>;
  /** Kinds of which a name that is not here may have arrived all the same. */
  readonly partial: ReadonlySet<CatalogKind>;
}

/** The `LIMIT` of each query: with as many rows there may be more. */
export const limits = {
  shapes: 20_000,
  before: 20_000,
  series: 20_000,
  seriesAttributes: 20_000,
  values: 5_000,
  newValues: 1_000,
  typical: 5_000,
  ids: 2_000,
  resources: 2_000,
  business: 2_001,
  errors: 2_001,
  messages: 1_000,
};
type List = keyof typeof limits;

/** What the queries returned. */
type Lists = Readonly<Record<Exclude<List, "business" | "series">, readonly unknown[]>> & {
  readonly business: readonly { readonly kind: "transaction" | "journey" | "funnel" | "workflow" }[];
  readonly series: readonly { readonly name: string }[];
};
/** Rows of one metric. */
const maxOfMetric = 200;

const partOf: Readonly<Record<List, CatalogPart>> = {
  shapes: "signals",
  before: "earlier",
  series: "metrics",
  seriesAttributes: "metricAttributes",
  values: "values",
  newValues: "newValues",
  typical: "amounts",
  ids: "ids",
  resources: "resources",
  business: "business",
  errors: "errors",
  messages: "messages",
};

const partialOf: Readonly<Partial<Record<List, readonly CatalogKind[]>>> = {
  shapes: ["span", "event", "attribute"],
  series: ["attribute"],
  resources: ["attribute", "entity"],
  errors: ["error"],
  messages: ["log"],
};

/** Says what is cut. */
export function cutOf(arrivals: Lists): Cut {
  const business = groupBy(arrivals.business, ({ kind }) => kind);
  const fullKinds = [...business].filter(([, rows]) => rows.length >= limits.business).map(([kind]) => kind);
  const metrics = groupBy(arrivals.series, ({ name }) => name);
  const isCut = (list: List): boolean =>
    list === "business"
      ? fullKinds.length > 0
      : arrivals[list].length >= limits[list] ||
        (list === "series" && [...metrics.values()].some((rows) => rows.length >= maxOfMetric));
  const lists = (Object.keys(limits) as List[]).filter(isCut);
  const partial = new Set<CatalogKind>(lists.flatMap((list) => partialOf[list] ?? []));
  for (const kind of fullKinds) partial.add(kind === "funnel" ? "journey" : kind);
  // Each name has a row before any has a second one.
  if (metrics.size >= limits.series) partial.add("metric");
  return { parts: new Set(lists.map((list) => partOf[list])), partial };
}
