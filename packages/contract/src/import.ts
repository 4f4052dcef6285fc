// Files that are sent to the console to be imported.
import { z } from "zod";
import { hex, text } from "./fields.ts";
import { maxRejectedRows } from "./import-limits.ts";
import type { In, Out, Routes } from "./route.ts";

const counts = z.object({ spans: z.number(), logRecords: z.number(), metricPoints: z.number() });

export const rejectedRow = z
  .object({
    where: z
      .string()
      .describe("`Row 7` of a table, `Line 3` of JSON; empty for rows that the store rejected."),
    reason: z.string(),
    rows: z.number(),
  })
  .meta({ id: "RejectedRow" });
export type RejectedRow = Out<typeof rejectedRow>;

export const importResult = z
  .object({
    id: z.string(),
    name: z.string().describe("Name of the file."),
    state: z.enum(["running", "done", "failed", "cancelled"]),
    format: z.string().nullable().describe("`OTLP JSON`, `CSV`, …; `null` until it is detected."),
    bytes: z.number().describe("Bytes of the file that were read."),
    stored: counts.describe("Duplicates included."),
    duplicates: z.number().describe("Of those, spans and log records that were in the store before."),
    rejected: z.number().describe("Rows that were not stored."),
    rejectedRows: z.array(rejectedRow).describe(`The first ${maxRejectedRows} reasons.`),
    notes: z.array(z.string()).describe("Remarks that are not errors: columns that are not read."),
    from: z.string().nullable().describe("Time of the first item; `null` when nothing is stored."),
    to: z.string().nullable().describe("Just after the last item."),
    problem: z
      .object({ code: z.string(), message: z.string(), fix: z.string() })
      .nullable()
      .describe("Why the import ended before the end of the file, or stored nothing."),
  })
  .meta({ id: "ImportResult", description: "What became of a file." });
export type ImportResult = Out<typeof importResult>;

const importQuery = {
  name: text.describe("Name of the file, for the audit log."),
  id: hex(32).describe("Under which the progress can be read; random when absent."),
};
export type ImportQuery = In<typeof importQuery>;

export const importRoutes = {
  "POST /api/import": {
    summary: "Imports a file: OTLP JSON, Zipkin, Jaeger, OpenSearch, CSV or Parquet.",
    description:
      "The body is the file, of any content type, at most 2 GB; JSON and CSV may be compressed with gzip. The format is detected from its content. The file is stored while it is read. What was stored before an error or before the caller disconnected stays; an error answer has it as `import`. One file of a token or person, two of a tenant and four of a console are imported at the same time; others are answered with 429 `IMPORTS_BUSY`. Each import has two entries in the audit log.",
    access: "ingest",
    query: importQuery,
    upload: true,
    result: importResult,
  },
  "GET /api/imports/:id": {
    summary: "Returns the progress of an import, or its result.",
    description:
      "Of the last 50 imports of this console. For an id that no import has: 429 `IMPORTS_BUSY` while no import slot is free, otherwise 404 `IMPORT_UNKNOWN`. Ask before you send a large file.",
    access: "ingest",
    result: importResult,
  },
} satisfies Routes;
