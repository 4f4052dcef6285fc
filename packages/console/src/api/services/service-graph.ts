// GET /api/services/graph: who calls whom and what, from the roll-ups that are kept up to date once a minute.
import type { ParamsOf, ServiceEdge, ServiceGraph, ServiceNode } from "contract";
import { type ApiContext, run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { limitList } from "../limits/limit-list.ts";
import { doctorService } from "../received/doctor-service.ts";
import { readRange } from "../params/params.ts";
import { previousRange, type Range, toRangeParams, toResolved } from "../time/range.ts";
import { addCounts, quantileMs } from "./duration-histogram.ts";
import {
  type CallRow,
  type DependencyRow,
  edgeKey,
  type GraphEdge,
  type GraphNode,
  serviceNode,
  toEdges,
} from "./graph-edges.ts";
import type { EntryRow } from "./service-period.ts";

interface ServiceRow extends EntryRow {
  readonly name: string;
  readonly estimatedEntries: number;
}

const minuteNs = 60_000_000_000n;
const maxCalls = 2_000;
const mostServices = 2_000;
const maxTargets = 40;
const maxDependencies = 5_000;

export async function getServiceGraph(
  params: ParamsOf<"GET /api/services/graph">,
  context: ApiContext,
): Promise<ServiceGraph> {
  const range = readRange(params, context);
  const covered: Range = { fromNs: (range.fromNs / minuteNs) * minuteNs, toNs: range.toNs };
  const [now, before, services] = await Promise.all([
    readEdges(covered, params.environment, context),
    readEdges(previousRange(covered), params.environment, context),
    run<ServiceRow>(context, "service-nodes", {
      ...toRangeParams(covered),
      doctor: doctorService,
      environment: params.environment,
    }),
  ]);
  const listed = limitList(services.map(toServiceNode), { rows: mostServices });
  const earlier = new Map(before.edges.map((edge) => [edgeKey(edge), edge]));
  return {
    ...toResolved(covered),
    nodes: toNodes(
      listed.items.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      now.edges,
    ),
    edges: now.edges
      .map((edge) => toEdge(edge, earlier.get(edgeKey(edge))))
      .toSorted((a, b) => b.calls - a.calls),
    truncated: now.isCut || listed.truncated > 0,
  };
}

async function readEdges(
  range: Range,
  environment: string | undefined,
  context: ApiContext,
): Promise<{ readonly edges: readonly GraphEdge[]; readonly isCut: boolean }> {
  const query = { ...toRangeParams(range), environment };
  const [calls, dependencies] = await Promise.all([
    run<CallRow>(context, "service-edges", query),
    run<DependencyRow>(context, "service-dependencies", query),
  ]);
  const kept = [...groupBy(dependencies, ({ name, use }) => JSON.stringify([name, use])).values()].map(
    (rows) => rows.slice(0, maxTargets),
  );
  const listed = kept.flat().slice(0, maxDependencies);
  const direct = limitList(calls, { rows: maxCalls });
  const used = limitList(listed);
  return {
    edges: toEdges(direct.items, used.items),
    isCut: direct.truncated > 0 || used.items.length < dependencies.length,
  };
}

/** Services with their entry spans; other nodes, and services that are not listed, with the calls that are known of them. */
function toNodes(services: readonly ServiceNode[], edges: readonly GraphEdge[]): ServiceNode[] {
  const nodes = new Map<string, ServiceNode>(services.map((node) => [node.id, node]));
  const calls = callsOf(edges);
  for (const { caller, callee } of edges)
    for (const node of [caller, callee])
      if (!nodes.has(node.id)) nodes.set(node.id, toOtherNode(node, calls.get(node.id) ?? []));
  return [...nodes.values()];
}

/** Calls of each node; of a queue both the messages sent and received. */
function callsOf(edges: readonly GraphEdge[]): ReadonlyMap<string, readonly GraphEdge[]> {
  const calls = new Map<string, GraphEdge[]>();
  for (const edge of edges)
    for (const { id } of edge.caller.kind === "service" ? [edge.callee] : [edge.callee, edge.caller])
      calls.set(id, calls.get(id)?.concat(edge) ?? [edge]);
  return calls;
}

function toServiceNode(row: ServiceRow): ServiceNode {
  const durations = new Map<number, number>();
  addCounts(durations, row.durations);
  return {
    ...serviceNode(row.name),
    entries: Number(row.entries),
    estimatedEntries: row.estimatedEntries,
    errors: Number(row.errors),
    p95Ms: quantileMs(durations, 0.95),
  };
}

function toOtherNode(node: GraphNode, edges: readonly GraphEdge[]): ServiceNode {
  const durations = new Map<number, number>();
  for (const edge of edges) addCounts(durations, Object.fromEntries(edge.durations));
  const sum = (of: (edge: GraphEdge) => number): number => edges.reduce((total, edge) => total + of(edge), 0);
  return {
    ...node,
    entries: sum(({ calls }) => calls),
    estimatedEntries: sum(({ estimated }) => estimated),
    errors: sum(({ errors }) => errors),
    p95Ms: quantileMs(durations, 0.95),
  };
}

function toEdge(edge: GraphEdge, before: GraphEdge | undefined): ServiceEdge {
  return {
    caller: edge.caller.id,
    callee: edge.callee.id,
    calls: edge.calls,
    estimatedCalls: edge.estimated,
    errors: edge.errors,
    p50Ms: quantileMs(edge.durations, 0.5),
    p95Ms: quantileMs(edge.durations, 0.95),
    filter: [...edge.filter],
    previous:
      before === undefined
        ? null
        : { calls: before.calls, errors: before.errors, p95Ms: quantileMs(before.durations, 0.95) },
  };
}
