// The live check: what arrives is compared with what is declared, under the names of OpenTelemetry Weaver.
import { z } from "zod";
import { catalogFindingLevels } from "./enumerations.ts";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { pageOf, resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";

export const catalogFinding = z
  .object({
    id: z.string().describe("Of OpenTelemetry Weaver, such as `type_mismatch`, or of Telltale."),
    level: z.enum(catalogFindingLevels),
    message: z.string(),
    fix: z.string().describe("What to do; empty when the message says it."),
    sampleType: z
      .string()
      .describe("What was looked at: `attribute`, `span`, `span_event`, `metric`, `log`, `resource`."),
    signalType: z
      .string()
      .describe("`span`, `metric`, `event`, `log`, `resource`; empty when it is about none."),
    signalName: z.string(),
    attribute: z.string().describe("Key of the attribute that it is about; empty without one."),
    service: z.string(),
    version: z.string().describe("`service.version`."),
    count: z
      .number()
      .nullable()
      .describe(
        "Spans, records or series that it holds for; `null` where this is not known, as of one of several values.",
      ),
    lastNs: z.string().nullable(),
    source: z.string().describe("`file:line` of the declaration or of the code; empty when unknown."),
    path: z
      .string()
      .describe('Part of the declaration, such as `spans."charge card".attributes`; empty without one.'),
    context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  })
  .meta({ id: "CatalogFinding" });
export type CatalogFinding = Out<typeof catalogFinding>;

export const catalogFindingsResult = z
  .object({
    ...resolvedRange,
    checked: z.string().describe("When the findings were computed: within the last minutes."),
    levels: z.record(z.string(), z.number()).describe("Findings by level."),
    ids: z.record(z.string(), z.number()).describe("Findings by id."),
    ...pageOf(catalogFinding),
  })
  .meta({ id: "CatalogFindingsResult" });
export type CatalogFindingsResult = Out<typeof catalogFindingsResult>;

const catalogFindingsQuery = {
  ...rangeFields,
  ...pageFields,
  id: text.describe("Findings with this id."),
  level: oneOf(...catalogFindingLevels),
  service: text,
  search: text.describe("Part of the message, or of the name of the signal or attribute."),
};
export type CatalogFindingsQuery = In<typeof catalogFindingsQuery>;

const catalogFindingsOtlpQuery = {
  ...rangeFields,
  id: text.describe("Findings with this id."),
  level: oneOf(...catalogFindingLevels),
  service: text,
};

export const catalogFindingRoutes = {
  "GET /api/catalog/findings": {
    summary: "Lists findings of the live check: where telemetry differs from the catalogs.",
    description:
      "Violations first, then the most frequent. From roll-ups by the hour; the last 24 hours, and ranges that were asked for lately, are computed in the background. `environment` has no effect, because the roll-ups do not have it.",
    query: catalogFindingsQuery,
    result: catalogFindingsResult,
  },
  "GET /api/catalog/findings/otlp": {
    summary: "Returns findings as log records in OTLP/JSON, as `weaver registry live-check` emits them.",
    description:
      "One `ExportLogsServiceRequest` with an event `weaver.live_check.finding` for each finding, 10,000 at most, and fewer where they have more than 7 MB; then, and where the catalog is cut, the header `x-telltale-truncated` is `true`. Send it to a collector as it is. `environment` has no effect, because the roll-ups do not have it.",
    query: catalogFindingsOtlpQuery,
    file: "application/json",
  },
} satisfies Routes;
