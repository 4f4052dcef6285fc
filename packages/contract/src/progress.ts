import { z } from "zod";
import { expected } from "./fields.ts";
import { pageHeader } from "./page-header.ts";
import type { In, Out, Routes } from "./route.ts";

export const progressResult = z
  .object({
    queries: z.number().describe("Queries that run now."),
    rowsRead: z.number().nullable().describe("`null` for callers who belong to a tenant."),
    rowsTotal: z.number().nullable().describe("An estimate that may grow."),
  })
  .meta({ id: "ProgressResult" });
export type ProgressResult = Out<typeof progressResult>;

const message = expected("32 hex digits", `Pass the value of the header \`${pageHeader}\`.`);
const progressQuery = { page: z.string(message).regex(/^[0-9a-f]{32}$/, message) };
export type ProgressQuery = In<typeof progressQuery>;

export const progressRoutes = {
  "GET /api/progress": {
    summary: "Returns how far the running queries of a page are.",
    description: `Requests with the header \`${pageHeader}\` (32 hex digits) belong together. Closing the connection of a request cancels its queries.`,
    access: "read",
    query: progressQuery,
    result: progressResult,
  },
} satisfies Routes;
