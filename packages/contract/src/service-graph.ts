import { measureText } from "catalog/measures";
import { z } from "zod";
import { graphNodeKinds } from "./enumerations.ts";
import { resolvedRange } from "./query.ts";
import { rangeFields } from "./fields.ts";
import { ratesFrom } from "./service.ts";
import type { Out, Routes } from "./route.ts";
import { hasMore } from "./truncated.ts";

export const graphNodeKind = z.enum(graphNodeKinds);
export type GraphNodeKind = Out<typeof graphNodeKind>;

const graphNodeId = z
  .string()
  .describe("A service has its name; another node its kind, system and name, joined by slashes.");

export const serviceNode = z
  .object({
    id: graphNodeId,
    kind: graphNodeKind.describe("`external`: a host that calls were sent to, and from which no spans came."),
    name: z
      .string()
      .describe("`service.name`, host and `db.namespace`, `messaging.destination.name`, or host."),
    system: z.string().describe("`db.system.name` or `messaging.system`."),
    ratesFrom,
    entries: z
      .number()
      .describe(
        "Stored entry spans (server, consumer and root spans); of another node its calls, of a queue the messages received.",
      ),
    estimatedEntries: z.number().describe("The same, estimated before sampling."),
    errors: z.number(),
    errorRate: z.number().describe(measureText("errorShare")),
    p95Ms: z.number().nullable(),
    queue: z
      .object({
        sent: z.number(),
        received: z.number(),
        backlog: z.number().describe(measureText("backlog")),
      })
      .nullable()
      .describe("Of a queue its messages, estimated before sampling; null for other nodes."),
  })
  .meta({ id: "ServiceNode" });
export type ServiceNode = Out<typeof serviceNode>;

export const serviceEdge = z
  .object({
    caller: graphNodeId,
    callee: graphNodeId,
    calls: z.number(),
    estimatedCalls: z.number(),
    errors: z.number(),
    errorRate: z.number().describe(measureText("callErrorShare")),
    asCalled: z
      .object({
        calls: z.number(),
        estimatedCalls: z.number(),
        errors: z.number(),
        errorRate: z.number().describe(measureText("callerErrorShare")),
      })
      .nullable()
      .describe(
        "The same calls between services as their caller recorded them, with those that the called service never saw: timeouts, refused connections. Null where the caller has no spans of them.",
      ),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    filter: z
      .array(z.string())
      .describe(
        "Conditions on the spans of the caller (of the receiver, for calls by a queue) that are these calls; empty for calls between services.",
      ),
    previous: z
      .object({
        calls: z.number(),
        errors: z.number(),
        errorRate: z.number(),
        p95Ms: z.number().nullable(),
      })
      .nullable()
      .describe("The same length of time before; null without calls then."),
  })
  .meta({
    id: "ServiceEdge",
    description:
      "Calls from one node to another. Those between services are as the called service recorded them; of databases, queues and hosts as their caller did. A message goes from its sender to a queue, and from the queue to its receiver.",
  });
export type ServiceEdge = Out<typeof serviceEdge>;

export const serviceGraph = z
  .object({
    ...resolvedRange,
    nodes: z.array(serviceNode).describe("Services without calls are among them."),
    edges: z.array(serviceEdge),
    truncated: hasMore("calls or services").describe(
      "Whether rare calls or services are left out: at most 2,000 services, 2,000 pairs of them, and 40 hosts per service.",
    ),
  })
  .meta({
    id: "ServiceGraph",
    description: "Edges are computed once a minute, so the last two minutes may lack some.",
  });
export type ServiceGraph = Out<typeof serviceGraph>;

const shareFields = {
  transactions: z.number(),
  share: z.number().describe("Of all transactions of which a trace is stored."),
  amountShare: z
    .number()
    .nullable()
    .describe("Of their amount in the largest currency; null without amounts."),
};

const businessShare = z.object(shareFields).meta({
  id: "BusinessShare",
  description: "Transactions one of whose traces has a span of the node, or makes the call.",
});
export type BusinessShare = Out<typeof businessShare>;

export const serviceBusiness = z
  .object({
    ...resolvedRange,
    transactions: z.number().describe("Business transactions of which a trace is stored."),
    isSample: z
      .boolean()
      .describe("Whether they are a sample: of more than 2,000 transactions or six hours."),
    currency: z.string(),
    nodes: z.array(z.object({ id: graphNodeId, ...shareFields })),
    edges: z
      .array(z.object({ caller: graphNodeId, callee: graphNodeId, ...shareFields }))
      .describe("Nodes and calls with most transactions, at most 4,000 of each."),
    truncated: hasMore("nodes or calls"),
  })
  .meta({ id: "ServiceBusiness" });
export type ServiceBusiness = Out<typeof serviceBusiness>;

export const serviceGraphRoutes = {
  "GET /api/services/business": {
    summary: "Returns which share of the business transactions passes each node and each call of the graph.",
    query: rangeFields,
    result: serviceBusiness,
  },
  "GET /api/services/graph": {
    summary:
      "Returns which service calls which service, database, queue and host, how often, with what errors and durations.",
    query: rangeFields,
    result: serviceGraph,
  },
} satisfies Routes;
