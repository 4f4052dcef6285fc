import { z } from "zod";
import { resolvedRange } from "./query.ts";
import { rangeFields } from "./fields.ts";
import type { Out, Routes } from "./route.ts";

export const serviceNode = z
  .object({
    name: z.string(),
    entries: z.number().describe("Stored entry spans (server, consumer and root spans)."),
    estimatedEntries: z.number().describe("The same, estimated before sampling."),
    errors: z.number(),
    p95Ms: z.number().nullable(),
  })
  .meta({ id: "ServiceNode" });
export type ServiceNode = Out<typeof serviceNode>;

export const serviceEdge = z
  .object({
    caller: z.string(),
    callee: z.string(),
    calls: z.number(),
    estimatedCalls: z.number(),
    errors: z.number(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
  })
  .meta({
    id: "ServiceEdge",
    description: "Calls from one service to another, as recorded by the called service.",
  });
export type ServiceEdge = Out<typeof serviceEdge>;

export const serviceGraph = z
  .object({ ...resolvedRange, nodes: z.array(serviceNode), edges: z.array(serviceEdge) })
  .meta({
    id: "ServiceGraph",
    description: "Edges are computed once a minute, so the last two minutes may lack some.",
  });
export type ServiceGraph = Out<typeof serviceGraph>;

export const serviceGraphRoutes = {
  "GET /api/services/graph": {
    summary: "Returns which service calls which, how often, with what errors and durations.",
    query: rangeFields,
    result: serviceGraph,
  },
} satisfies Routes;
