// SQL for people who know it: read-only, over the tables the store keeps.
import { z } from "zod";
import type { Body, Out, Routes } from "./route.ts";

/** Longest text of a query, and of each of its parameters. */
export const maxSqlText = 100_000;
const plain = z.union([z.string().max(maxSqlText), z.number(), z.boolean()]);

export const sqlQuery = z
  .strictObject({
    query: z
      .string()
      .max(maxSqlText)
      .describe(
        "One statement of ClickHouse SQL that reads: `SELECT`, `WITH`, `EXPLAIN SELECT`, `DESCRIBE TABLE`.",
      ),
    format: z
      .enum(["json", "csv", "ndjson"])
      .default("json")
      .describe("`csv` begins with a line of names; `ndjson` has one object per line."),
    params: z
      .record(z.string().regex(/^\w{1,64}$/), z.union([plain, z.null(), z.array(plain).max(1000)]))
      .default({})
      .describe("Values of `{name:Type}` in the query."),
    limit: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe(
        "How many rows at most: 1 to 10,000 as JSON, default 1,000; 1 to 1,000,000 else, default 100,000.",
      ),
  })
  .meta({ id: "SqlQuery" });
export type SqlQuery = Body<typeof sqlQuery>;

export const sqlResult = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z
      .array(z.array(z.unknown()))
      .describe("Values in the order of the columns. 64-bit integers, decimals, `nan` and `inf` are text."),
    truncated: z.boolean().describe("There are more rows than `limit`."),
    elapsedMs: z.number(),
    rowsRead: z
      .number()
      .nullable()
      .describe(
        "Rows and bytes the store read for it, those of other tenants among them: `null` for who sees one of several tenants.",
      ),
    bytesRead: z.number().nullable(),
  })
  .meta({ id: "SqlResult", description: "What a query answers as JSON." });
export type SqlResult = Out<typeof sqlResult>;

export const sqlTable = z
  .object({
    name: z.string(),
    description: z.string(),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        description: z.string().describe("Empty when the name is self-explanatory."),
      }),
    ),
  })
  .meta({ id: "SqlTable" });
export type SqlTable = Out<typeof sqlTable>;

export const sqlSchema = z
  .object({
    tables: z.array(sqlTable),
    functions: z.array(z.string()).describe("Functions of the engine that may be called."),
  })
  .meta({ id: "SqlSchema" });
export type SqlSchema = Out<typeof sqlSchema>;

export const sqlRoutes = {
  "POST /api/sql": {
    summary: "Runs a read-only SQL query.",
    description:
      "The answer is JSON, CSV or NDJSON, as `format` says. A mistake has its `place` in the query. Each query has an entry in the audit log.",
    access: "read",
    body: sqlQuery,
    result: sqlResult,
  },
  "GET /api/sql/schema": {
    summary: "Lists tables, columns and functions that SQL can use.",
    result: sqlSchema,
  },
} satisfies Routes;
