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
  const seconds = Number((covered.toNs - covered.fromNs) / 1_000_000_000n) + 1;
  const [now, before, services] = await Promise.all([
    readEdges(covered, params.environment, context),
    readEdges(previousRange(covered), params.environment, context),
    run<ServiceRow>(context, "services", {
      ...toRangeParams(covered),
      stepSeconds: seconds,
      doctor: doctorService,
      environment: params.environment,
      services: mostServices + 1,
    }),
  ]);
  const nodes = limitList(services, { rows: mostServices });
  const earlier = new Map(before.edges.map((edge) => [edgeKey(edge), edge]));
  return {
    ...toResolved(covered),
    nodes: toNodes(nodes.items, now.edges),
    edges: now.edges
      .map((edge) => toEdge(edge, earlier.get(edgeKey(edge))))
      .toSorted((a, b) => b.calls - a.calls),
    truncated: now.isCut || nodes.truncated > 0,
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

/** Services with their entry spans; other nodes with the calls of them. */
function toNodes(services: readonly ServiceRow[], edges: readonly GraphEdge[]): ServiceNode[] {
  const byName = groupBy(services, ({ name }) => name);
  const nodes = new Map<string, GraphNode>([...byName.keys()].map((name) => [name, serviceNode(name)]));
  for (const { caller, callee } of edges) for (const node of [caller, callee]) nodes.set(node.id, node);
  const called = groupBy(edges, ({ caller, callee }) => (callee.kind === "service" ? caller.id : callee.id));
  return [...nodes.values()].map((node) =>
    node.kind === "service"
      ? toServiceNode(node, byName.get(node.name) ?? [])
      : toOtherNode(node, called.get(node.id) ?? []),
  );
}

function toServiceNode(node: GraphNode, rows: readonly ServiceRow[]): ServiceNode {
  const durations = new Map<number, number>();
  for (const row of rows) addCounts(durations, row.durations);
  const sum = (of: (row: ServiceRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    ...node,
    entries: sum((row) => Number(row.entries)),
    estimatedEntries: sum((row) => row.estimatedEntries),
    errors: sum((row) => Number(row.errors)),
    p95Ms: quantileMs(durations, 0.95),
  };
}

/** Of a queue both the messages sent and received; of other nodes their calls. */
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
