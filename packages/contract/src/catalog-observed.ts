// What arrived, whether declared or not: `telltale catalog init` and `coverage` compare code and catalog with it.
import { z } from "zod";
import { rangeFields, text } from "./fields.ts";
import { resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { spanKind } from "./trace.ts";

const services = z.array(z.string()).describe("Services that sent it, at most 20.");

const arrived = {
  count: z
    .number()
    .describe("Those that are stored within the range: of sampled spans and errors there were more."),
  perSecond: z.number().describe("`count` a second."),
  lastSeen: z.string().describe("ISO 8601, to the hour."),
  services,
};

const named = { name: z.string(), ...arrived };
const attributes = z.array(z.string()).describe("Keys of its attributes, the most frequent first.");

export const observedAttribute = z
  .object({
    key: z.string(),
    signals: z.array(z.enum(["span", "event", "log", "metric", "resource"])),
    types: z
      .array(z.string())
      .describe(
        "`string`, `int`, `double`, `boolean`, `string[]`, `int[]`, `double[]`, `boolean[]`, `map`, `bytes`.",
      ),
    cardinality: z.number().describe("Different values, an estimate."),
    values: z
      .array(z.string())
      .describe(
        "All values when there are at most 20, else 5 frequent ones. Secrets and personal data are redacted, digits of ids are `#`.",
      ),
    complete: z.boolean().describe("Whether `values` has all of them."),
    ...arrived,
  })
  .meta({ id: "ObservedAttribute" });
export type ObservedAttribute = Out<typeof observedAttribute>;

export const observedSpan = z
  .object({
    ...named,
    kind: spanKind.exclude(["unspecified"]),
    service: z
      .string()
      .describe("The service that sent it: the same name of several services has several rows."),
    errors: z.number(),
    attributes,
  })
  .meta({ id: "ObservedSpan" });
export type ObservedSpan = Out<typeof observedSpan>;

export const observedMetric = z
  .object({
    name: z.string(),
    instrument: z.enum(["counter", "updowncounter", "gauge", "histogram", "summary"]),
    unit: z.string(),
    description: z.string(),
    count: z.number().describe("Series."),
    lastSeen: z.string().describe("ISO 8601, to the hour."),
    services,
    attributes,
  })
  .meta({ id: "ObservedMetric" });
export type ObservedMetric = Out<typeof observedMetric>;

export const observedEvent = z.object({ ...named, attributes }).meta({
  id: "ObservedEvent",
  description: "Log records with an event name. Those that Telltale defines are left out.",
});
export type ObservedEvent = Out<typeof observedEvent>;

export const observedName = z.object(named).meta({ id: "ObservedName" });
export type ObservedName = Out<typeof observedName>;

const steps = z.array(z.string()).describe("As declared, else as they arrived.");

export const catalogObservedResult = z
  .object({
    ...resolvedRange,
    attributes: z.array(observedAttribute),
    spans: z.array(observedSpan),
    metrics: z.array(observedMetric),
    logs: z.array(observedName).describe("Frequent messages of log records without an event name."),
    events: z.array(observedEvent),
    errors: z.array(observedName).describe("By type."),
    transactions: z.array(z.object({ ...named, steps, currency: z.string() })),
    journeys: z.array(z.object({ ...named, steps })).describe("Journeys and funnels."),
    workflows: z.array(z.object({ ...named, states: steps })),
    truncated: z
      .boolean()
      .describe("Whether a list is cut: each has the 2,000 most frequent, and fewer where they are long."),
  })
  .meta({ id: "CatalogObservedResult" });
export type CatalogObservedResult = Out<typeof catalogObservedResult>;

const catalogObservedQuery = {
  ...rangeFields,
  service: text.describe("What this service sent."),
};
export type CatalogObservedQuery = In<typeof catalogObservedQuery>;

export const catalogObservedRoutes = {
  "GET /api/catalog/observed": {
    summary: "Returns what arrived: names by signal, with types, units, rates and redacted examples.",
    description:
      "The most frequent first. From roll-ups by the hour: `from` and `to` are widened to full hours. `environment` has no effect, because the roll-ups do not have it.",
    query: catalogObservedQuery,
    result: catalogObservedResult,
  },
} satisfies Routes;
