// What is stored, as a file.
import { z } from "zod";
import { expected, oneOf, rangeFields } from "./fields.ts";
import type { Routes } from "./route.ts";

/** `findings` are computed from traces: for replays of alert rules on them. */
export const exportSignals = ["traces", "logs", "metrics", "business", "findings"] as const;
export type ExportSignal = (typeof exportSignals)[number];

/** `otlp-json` is a request a line, of any size; the others are tables of at most {@link maxExportRows} rows. */
export const exportFormats = ["otlp-json", "csv", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const maxExportRows = 500_000;

const exportQuery = {
  signal: z.enum(exportSignals, expected(exportSignals.join(", "), "Say what to export: `signal=traces`.")),
  format: oneOf(...exportFormats).default("otlp-json"),
  from: rangeFields.from,
  to: rangeFields.to,
};

export const exportRoutes = {
  "GET /api/export": {
    summary: "Returns what is stored of one signal in a range, as a file.",
    description:
      "`otlp-json` has one export request a line and no limit; `csv` and `parquet` are tables of at most 500,000 rows. Findings of detectors are `otlp-json` only. Times count to the millisecond. Each export has an entry in the audit log.",
    query: exportQuery,
    file: ["application/x-ndjson", "text/csv", "application/vnd.apache.parquet"],
  },
} satisfies Routes;
