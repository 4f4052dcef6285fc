// GET /api/services/graph: who calls whom and what, from the roll-ups that are kept up to date once a minute.
import type { ParamsOf, ServiceEdge, ServiceGraph, ServiceNode } from "contract";
import { type ApiContext, run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { limitList } from "../limits/limit-list.ts";
import { doctorService } from "../received/doctor-service.ts";
import { readRange } from "../params/params.ts";
import {
  inWholeMinutes,
  previousWholeMinutes,
  type Range,
  toRangeParams,
  toResolved,
} from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { addCounts, quantileMs } from "./duration-histogram.ts";
import { errorShare } from "./error-share.ts";
import {
  type CallRow,
  type DependencyRow,
  edgeKey,
  type GraphEdge,
  type GraphNode,
  serviceNode,
  toEdges,
} from "./graph-edges.ts";
import { findBeginnings, type FirstRow, ratesFrom } from "./service-beginnings.ts";
import type { EntryRow } from "./service-period.ts";

interface ServiceRow extends EntryRow, FirstRow {
  readonly name: string;
  readonly estimatedEntries: number;
}

/** Calls of one service by another, as the caller recorded them. */
interface CallerRow {
  readonly callerName: string;
  readonly calleeName: string;
  readonly calls: string;
  readonly estimated: number;
  readonly errors: string;
  readonly estimatedErrors: number;
}

interface Period {
  readonly isEarlier: boolean | number;
}

const maxCalls = 2_000;
const mostServices = 2_000;
const maxTargets = 40;
const maxDependencies = 5_000;

export async function getServiceGraph(
  params: ParamsOf<"GET /api/services/graph">,
  context: ApiContext,
): Promise<ServiceGraph> {
  const range = readRange(params, context);
  const covered = inWholeMinutes(range, context.nowMs());
  const [{ now, before }, services, callers] = await Promise.all([
    readEdges(covered, params.environment, context),
    run<ServiceRow>(context, "service-nodes", {
      ...toRangeParams(covered),
      doctor: doctorService,
      environment: params.environment,
    }),
    run<CallerRow>(context, "service-callers", {
      ...toRangeParams(covered),
      environment: params.environment,
    }),
  ]);
  const { environment } = params;
  const looked = { covered, sinceNs: covered.fromNs, environment };
  const beginningOf = await findBeginnings(services, looked, context);
  const listed = limitList(
    services.map((row) => toServiceNode(row, ratesFrom(covered, beginningOf(row.name)))),
    { rows: mostServices },
  );
  const byCaller = new Map(
    callers.map((row) => [
      edgeKey({ caller: serviceNode(row.callerName), callee: serviceNode(row.calleeName) }),
      row,
    ]),
  );
  const earlier = new Map(before.edges.map((edge) => [edgeKey(edge), edge]));
  return {
    ...toResolved(covered),
    nodes: toNodes(
      listed.items.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      now.edges,
    ),
    edges: now.edges
      .map((edge) => toEdge(edge, earlier.get(edgeKey(edge)), byCaller.get(edgeKey(edge))))
      .toSorted((a, b) => b.calls - a.calls),
    truncated: now.isCut || listed.truncated > 0 || callers.length > maxCalls,
  };
}

interface Edges {
  readonly edges: readonly GraphEdge[];
  readonly isCut: boolean;
}

/** Those of the range, and of the same length of time before. */
async function readEdges(
  covered: Range,
  environment: string | undefined,
  context: ApiContext,
): Promise<{ readonly now: Edges; readonly before: Edges }> {
  const since = toSqlTime(previousWholeMinutes(covered).fromNs);
  const query = { ...toRangeParams(covered), since, environment };
  const [calls, dependencies] = await Promise.all([
    run<CallRow & Period>(context, "service-edges", query),
    run<DependencyRow & Period>(context, "service-dependencies", query),
  ]);
  const of = (earlier: boolean): Edges => {
    const isOf = ({ isEarlier }: Period): boolean => Boolean(isEarlier) === earlier;
    return limitEdges(calls.filter(isOf), dependencies.filter(isOf));
  };
  return { now: of(false), before: of(true) };
}

function limitEdges(calls: readonly CallRow[], dependencies: readonly DependencyRow[]): Edges {
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
  const begun: Begun = new Map(services.map(({ id, ratesFrom: since }) => [id, since]));
  const calls = callsOf(edges);
  for (const { caller, callee } of edges)
    for (const node of [caller, callee])
      if (!nodes.has(node.id)) nodes.set(node.id, toOtherNode(node, calls.get(node.id) ?? [], begun));
  return [...nodes.values()];
}

/** Calls of each node; of a queue the messages received, or where none were the ones sent. */
function callsOf(edges: readonly GraphEdge[]): ReadonlyMap<string, readonly GraphEdge[]> {
  const calls = new Map<string, GraphEdge[]>();
  for (const edge of edges)
    for (const { id } of [edge.callee, edge.caller]) calls.set(id, calls.get(id)?.concat(edge) ?? [edge]);
  return calls;
}

function toServiceNode(row: ServiceRow, since: string | null): ServiceNode {
  const durations = new Map<number, number>();
  addCounts(durations, row.durations);
  return {
    ...serviceNode(row.name),
    ratesFrom: since,
    entries: Number(row.entries),
    estimatedEntries: row.estimatedEntries,
    errors: Number(row.errors),
    errorRate: errorShare(row.estimatedErrors, row.estimatedEntries),
    p95Ms: quantileMs(durations, 0.95),
    queue: null,
  };
}

/** From when on the rates of a service count, by its id. */
type Begun = ReadonlyMap<string, string | null>;

/** A queue has the messages that were received: each was sent before, and counts once. */
function toOtherNode(node: GraphNode, edges: readonly GraphEdge[], begun: Begun): ServiceNode {
  const received = edges.filter(({ caller }) => caller.id === node.id);
  const counted = received.length > 0 ? received : edges;
  const durations = new Map<number, number>();
  for (const edge of counted) addCounts(durations, Object.fromEntries(edge.durations));
  const estimated = sumOf(counted, "estimated");
  return {
    ...node,
    ratesFrom: node.kind === "service" ? null : earliestOf(counted, begun),
    entries: sumOf(counted, "calls"),
    estimatedEntries: estimated,
    errors: sumOf(counted, "errors"),
    errorRate: errorShare(sumOf(counted, "estimatedErrors"), estimated),
    p95Ms: quantileMs(durations, 0.95),
    queue: node.kind === "queue" ? toQueue(sumOf(edges, "estimated"), sumOf(received, "estimated")) : null,
  };
}

/** From when on there was a service that could make one of the calls; `null`: from the beginning of the range on. */
function earliestOf(edges: readonly GraphEdge[], begun: Begun): string | null {
  const [first = null, ...others] = edges
    .flatMap(({ caller, callee }) => [caller, callee])
    .filter(({ kind }) => kind === "service")
    .map(({ id }) => begun.get(id) ?? null);
  return others.reduce((one, other) => {
    if (one === null || other === null) return null;
    return one < other ? one : other;
  }, first);
}

function toQueue(both: number, received: number): NonNullable<ServiceNode["queue"]> {
  const sent = both - received;
  return { sent, received, backlog: sent - received };
}

function sumOf(
  edges: readonly GraphEdge[],
  key: "calls" | "estimated" | "errors" | "estimatedErrors",
): number {
  return edges.reduce((sum, edge) => sum + edge[key], 0);
}

function toEdge(
  edge: GraphEdge,
  before: GraphEdge | undefined,
  asCalled: CallerRow | undefined,
): ServiceEdge {
  return {
    caller: edge.caller.id,
    callee: edge.callee.id,
    calls: edge.calls,
    estimatedCalls: edge.estimated,
    errors: edge.errors,
    errorRate: errorShare(edge.estimatedErrors, edge.estimated),
    asCalled:
      asCalled === undefined
        ? null
        : {
            calls: Number(asCalled.calls),
            estimatedCalls: asCalled.estimated,
            errors: Number(asCalled.errors),
            errorRate: errorShare(asCalled.estimatedErrors, asCalled.estimated),
          },
    p50Ms: quantileMs(edge.durations, 0.5),
    p95Ms: quantileMs(edge.durations, 0.95),
    filter: [...edge.filter],
    previous:
      before === undefined
        ? null
        : {
            calls: before.calls,
            errors: before.errors,
            errorRate: errorShare(before.estimatedErrors, before.estimated),
            p95Ms: quantileMs(before.durations, 0.95),
          },
  };
}
