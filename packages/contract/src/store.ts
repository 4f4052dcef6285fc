import { z } from "zod";
import type { Out, Routes } from "./route.ts";

export const storeRole = z.enum(["all", "ingest", "query", "alert"]).meta({ id: "StoreRole" });
export type StoreRole = Out<typeof storeRole>;

export const retentionKind = z
  .enum(["spans", "logs", "metrics", "business", "rollups", "audit"])
  .meta({ id: "RetentionKind", description: "A kind of data with its own retention." });
export type RetentionKind = Out<typeof retentionKind>;

export const storeTable = z
  .object({
    name: z.string(),
    retention: retentionKind
      .nullable()
      .describe("Which retention applies to it; `null` where rows are kept without a limit."),
    rows: z.number(),
    bytes: z.number().describe("On disk."),
    uncompressedBytes: z.number(),
    parts: z.number(),
    partitions: z.number(),
    oldest: z.string().describe("Time of the oldest row, ISO 8601; empty for tables without a time."),
    mostPartsOfPartition: z
      .number()
      .describe("Parts of the partition that has most. Above 300 the engine slows inserts down."),
  })
  .meta({ id: "StoreTable" });
export type StoreTable = Out<typeof storeTable>;

export const storeMerge = z
  .object({
    table: z.string(),
    progress: z.number().describe("0 to 1."),
    elapsedSeconds: z.number(),
    parts: z.number(),
    bytes: z.number(),
    isMutation: z
      .boolean()
      .describe("Whether it rewrites rows (a deletion, a new column) instead of merging parts."),
  })
  .meta({ id: "StoreMerge" });
export type StoreMerge = Out<typeof storeMerge>;

export const storeServer = z
  .object({
    answers: z.boolean(),
    version: z.string(),
    uptimeSeconds: z.number(),
    tables: z.array(storeTable).describe("The largest first."),
    merges: z.array(storeMerge).describe("Running merges, the longest first."),
  })
  .meta({ id: "StoreServer" });
export type StoreServer = Out<typeof storeServer>;

export const storeQueries = z
  .object({
    slots: z.number().describe("How many may run at the same time."),
    running: z.number(),
    waiting: z.number(),
    refused: z
      .number()
      .describe("Rejected since the start, because too many queries waited or one waited too long."),
  })
  .meta({ id: "StoreQueries" });
export type StoreQueries = Out<typeof storeQueries>;

const storeBottlenecks = z
  .object({
    judgedUntil: z
      .string()
      .nullable()
      .describe("Traces received until then are judged, ISO 8601; `null` before the first."),
    hoursToCompare: z
      .number()
      .describe("Hours left to compare with their history, including the current one."),
  })
  .meta({ id: "StoreBottlenecks", description: "How far the detectors of bottlenecks are." });
export type StoreBottlenecks = Out<typeof storeBottlenecks>;

export const storeDetails = z
  .object({
    engine: z.string().describe("`embedded ClickHouse`, `ClickHouse`, or `ClickHouse cluster NAME`."),
    version: z.string(),
    restarts: z.number().describe("Restarts of the embedded engine since the console started."),
    partial: z
      .boolean()
      .describe("Whether a server does not answer. Answers then lack the rows that only it has."),
    role: storeRole.describe("The role of this process."),
    leader: z.boolean().describe("Whether this process does the background work."),
    servers: z.array(storeServer),
    queries: storeQueries.describe("Queries of pages and programs in this process."),
    bottlenecks: storeBottlenecks
      .nullable()
      .describe("`null` when the store cannot answer; the log has its errors."),
    settings: z
      .record(z.string(), z.string())
      .describe(
        "Engine settings that differ from the defaults, by name; those of tables begin with `merge_tree.`.",
      ),
  })
  .meta({ id: "StoreDetails", description: "The store, for operators." });
export type StoreDetails = Out<typeof storeDetails>;

export const clockConfirmed = z
  .object({ clock: z.string().describe("The console's clock, ISO 8601.") })
  .meta({ id: "ClockConfirmed" });
export type ClockConfirmed = Out<typeof clockConfirmed>;

export const storeRoutes = {
  "GET /api/store": {
    summary: "Returns the state of the store: servers, tables, merges, settings.",
    access: "operator",
    result: storeDetails,
  },
  "POST /api/retention/confirm": {
    summary: "Confirms that the clock is right, so that deletion by age goes on.",
    access: "operator",
    result: clockConfirmed,
  },
  "POST /api/backup": {
    summary: "Returns the whole store as a tar archive.",
    access: "operator",
    file: "application/x-tar",
  },
} satisfies Routes;
