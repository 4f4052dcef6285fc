// The catalog: what applications declare (`start({ catalog })` sends it), beside what arrived of it.
import { z } from "zod";
import { catalogKinds, catalogStates } from "./enumerations.ts";
import { catalogFinding } from "./catalog-finding.ts";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { pageOf, resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { hasMore, truncated } from "./truncated.ts";

export type CatalogKind = (typeof catalogKinds)[number];

export type CatalogState = (typeof catalogStates)[number];

/** What the catalog is made from, where there may be more than is read. */
export const catalogParts = [
  "declarations",
  "signals",
  "earlier",
  "metrics",
  "metricAttributes",
  "attributes",
  "newAttributes",
  "values",
  "newValues",
  "amounts",
  "ids",
  "resources",
  "business",
  "errors",
  "messages",
  "findings",
  "guard",
] as const;
export type CatalogPart = (typeof catalogParts)[number];

const kind = z.enum(catalogKinds);

const stateWords =
  "`live`: arrived in the range, as declared. `drifting`: arrived, and differs from its declaration. `dead`: declared, and did not arrive in the range. `undeclared`: arrived, and no catalog has it. `declared`: a kind that does not arrive itself (alert, objective, dashboard). `unknown`: there is more than was read, so that it may have arrived, or be declared, all the same.";

export const catalogUse = z
  .object({
    kind: z.enum(["alert", "objective", "dashboard", "funnel", "view", "span", "metric", "event"]),
    name: z.string(),
    path: z.string().describe("Page of the console with it; empty when there is none."),
  })
  .meta({ id: "CatalogUse", description: "What uses a thing of the catalog." });
export type CatalogUse = Out<typeof catalogUse>;

export const catalogThing = z
  .object({
    kind,
    name: z.string(),
    state: z.enum(catalogStates).describe(stateWords),
    catalog: z
      .string()
      .describe(
        "Name of the catalog that declares it; empty when undeclared, `semconv` for a semantic convention.",
      ),
    catalogVersion: z.string(),
    owner: z.string(),
    description: z.string(),
    deprecated: z.string().describe("What to use instead; empty when it is not deprecated."),
    source: z.string().describe("`file:line` of the declaration; empty when unknown."),
    form: z
      .string()
      .describe(
        "Type of an attribute, instrument of a metric, kind of a span; as declared, else as it arrived.",
      ),
    unit: z.string(),
    column: z
      .object({
        name: z.string().describe("Such as `attr_order_total`."),
        type: z.string().describe("Such as `Nullable(Float64)`."),
      })
      .nullable()
      .describe("Column of a declared attribute in SQL; `null` for everything else."),
    count: z
      .number()
      .describe(
        "How often it is stored in the range: spans, records, occurrences, of sampled ones fewer than there were; of metrics the series.",
      ),
    perSecond: z
      .number()
      .nullable()
      .describe("`count` a second; `null` for metrics and what does not arrive."),
    cardinality: z
      .number()
      .nullable()
      .describe("Different values of an attribute, series of a metric; an estimate. `null` when unknown."),
    cardinalityClass: z.string().describe("As declared: `low`, `medium`, `high`, `unbounded`, or empty."),
    sensitivity: z.string().describe("As declared: `public`, `internal`, `personal`, `secret`, or empty."),
    services: z.array(z.string()).describe("Services that sent it in the range, at most 20."),
    lastNs: z
      .string()
      .nullable()
      .describe("When it last arrived in the range, to the hour; `null` when it did not."),
    usedBy: z.array(catalogUse),
    findings: z.number().describe("Findings of the live check about it."),
  })
  .meta({ id: "CatalogThing", description: "One thing that is declared, or arrived undeclared." });
export type CatalogThing = Out<typeof catalogThing>;

export const catalogSummary = z
  .object({
    name: z.string(),
    version: z.string(),
    description: z.string(),
    owner: z.string(),
    services: z.array(z.string()).describe("Services that declared it."),
    things: z.number(),
    seen: z.string().describe("When an application last sent it."),
  })
  .meta({ id: "CatalogSummary", description: "A catalog that applications sent." });
export type CatalogSummary = Out<typeof catalogSummary>;

export const catalogGuard = z
  .object({
    service: z.string(),
    rule: z.string().describe("`type_mismatch`, `undefined_enum_variant`, `undeclared_name`, …"),
    kind: z.string().describe("`attribute`, `span`, `metric`, …"),
    name: z.string().describe("The attribute or signal; `other` for those after the first 200."),
    count: z.number().describe("Calls within the range."),
  })
  .meta({
    id: "CatalogGuard",
    description: "What the guard of an application found, from its self metrics.",
  });
export type CatalogGuard = Out<typeof catalogGuard>;

export const catalogResult = z
  .object({
    ...resolvedRange,
    catalogs: z
      .array(catalogSummary)
      .describe("By name, the 500 with most things. Empty when no application declared one."),
    truncatedCatalogs: truncated("Catalogs"),
    states: z.record(z.string(), z.number()).describe("Things by state, with the other filters applied."),
    kinds: z.record(z.string(), z.number()).describe("Things by kind, with the other filters applied."),
    owners: z.array(z.string()).describe("The 500 owners with most things."),
    truncatedOwners: truncated("Owners"),
    levels: z
      .record(z.string(), z.number())
      .describe("Findings by level: `violation`, `improvement`, `information`."),
    guard: z.array(catalogGuard),
    cut: z
      .array(z.enum(catalogParts))
      .describe(
        "Parts of which there may be more than is read, so that figures, things and findings may be missing: `declarations` (10,000 of a kind, 16 MB), `signals` (20,000 sets of attributes of spans and log records), `earlier` (20,000 names of the 30 days before), `metrics` (20,000 rows, 200 of a name), `metricAttributes` (20,000), `attributes` (50,000 undeclared ones), `newAttributes` (2,000), `values` (of 5,000 attributes), `newValues` (of 1,000 enumerations), `amounts` (5,000 rows of metrics by service and version), `ids` (of 2,000), `resources` (2,000 versions of services), `business` (2,001 names of a kind), `errors` (2,001), `messages` (1,000), `findings` (20,000), `guard` (500).",
      ),
    ...pageOf(catalogThing),
  })
  .meta({ id: "CatalogResult" });
export type CatalogResult = Out<typeof catalogResult>;

const catalogQuery = {
  ...rangeFields,
  ...pageFields,
  search: text.describe("Part of the name, the description or the owner."),
  kind: oneOf(...catalogKinds),
  state: oneOf(...catalogStates).describe(stateWords),
  owner: text.describe("An owner; `-` for things without one."),
  catalog: text.describe("Name of a catalog."),
  service: text.describe("Things that this service sent in the range."),
};
export type CatalogQuery = In<typeof catalogQuery>;

export const catalogAttributeUse = z
  .object({
    key: z.string(),
    level: z
      .string()
      .describe(
        "`required`, `conditionally_required`, `recommended` or `opt_in`; empty when its signal does not declare it.",
      ),
    type: z.string().describe("As it arrived; several are separated by `, `. Empty when it did not arrive."),
    share: z.number().nullable().describe("Share of the signal's records that had it; `null` when unknown."),
  })
  .meta({ id: "CatalogAttributeUse", description: "An attribute of a signal, declared or arrived." });
export type CatalogAttributeUse = Out<typeof catalogAttributeUse>;

export const catalogVersionRow = z
  .object({
    service: z.string(),
    version: z.string(),
    count: z.number(),
    lastNs: z.string(),
    form: z.string().describe("Types of an attribute, kinds of a span, instruments and units of a metric."),
  })
  .meta({ id: "CatalogVersionRow", description: "What one version of a service sent of a thing." });
export type CatalogVersionRow = Out<typeof catalogVersionRow>;

export const catalogThingResult = z
  .object({
    ...resolvedRange,
    thing: catalogThing,
    content: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe("The resolved declaration, as `resolveCatalog` returns it; `null` when undeclared."),
    attributes: z
      .array(catalogAttributeUse)
      .describe("Of spans, metrics, logs and events, at most 500: declared ones, then the most frequent."),
    truncatedAttributes: truncated("Attributes"),
    versions: z.array(catalogVersionRow).describe("Who sent it in the range, most first, at most 200."),
    truncatedVersions: truncated("Versions"),
    values: z
      .array(z.object({ value: z.string(), count: z.number() }))
      .describe("Frequent values of an attribute, redacted. Long values and ids are left out."),
    moreValues: hasMore("values"),
    findings: z.array(catalogFinding).describe("Violations first, then the most frequent; at most 200."),
    truncatedFindings: truncated("Findings"),
  })
  .meta({ id: "CatalogThingResult" });
export type CatalogThingResult = Out<typeof catalogThingResult>;

const nameNote =
  "Encode `/` in the name as `%2F`. `environment` has no effect, because the roll-ups do not have it.";

export const catalogRoutes = {
  "GET /api/catalog": {
    summary: "Lists what applications declare in their catalogs, and what arrives undeclared.",
    description:
      "Each with its owner, stored rate, cardinality, when it was last seen, and what uses it. From roll-ups by the hour: `from` and `to` are widened to full hours. `environment` has no effect, because the roll-ups do not have it.",
    query: catalogQuery,
    result: catalogResult,
  },
  "GET /api/catalog/:kind/:name": {
    summary: "Returns one thing of the catalog: its declaration, what arrived of it, and findings.",
    description: nameNote,
    params: { kind },
    query: rangeFields,
    result: catalogThingResult,
  },
} satisfies Routes;
