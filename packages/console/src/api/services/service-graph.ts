// GET /api/services/graph: which service calls which, from the roll-up that is kept up to date once a minute.
import type { ParamsOf, ServiceEdge, ServiceGraph, ServiceNode } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { addCounts, type DurationCounts, quantileMs, quantilesMs } from "./duration-histogram.ts";
import { groupBy } from "../filter/group-by.ts";
import { readRange } from "../params/params.ts";
import { type Range, toRangeParams, toResolved } from "../time/range.ts";

interface EdgeRow {
  readonly callerName: string;
  readonly calleeName: string;
  readonly calls: string;
  readonly estimated: number;
  readonly errors: string;
  readonly durations: DurationCounts;
}

interface ServiceRow {
  readonly name: string;
  readonly environment: string;
  readonly entries: string;
  readonly estimatedEntries: number;
  readonly errors: string;
  readonly durations: DurationCounts;
}

const minuteNs = 60_000_000_000n;

export async function getServiceGraph(
  params: ParamsOf<"GET /api/services/graph">,
  context: ApiContext,
): Promise<ServiceGraph> {
  const range = readRange(params, context);
  const covered: Range = { fromNs: (range.fromNs / minuteNs) * minuteNs, toNs: range.toNs };
  const query = toRangeParams(covered);
  const seconds = Number((covered.toNs - covered.fromNs) / 1_000_000_000n) + 1;
  const [edges, services] = await Promise.all([
    run<EdgeRow>(context, "service-edges", { ...query, environment: params.environment }),
    run<ServiceRow>(context, "services", { ...query, stepSeconds: seconds }),
  ]);
  const inScope = services.filter(
    ({ environment }) => params.environment === undefined || environment === params.environment,
  );
  return {
    ...toResolved(covered),
    nodes: [...groupBy(inScope, ({ name }) => name)].map(([name, rows]) => toNode(name, rows)),
    edges: edges.map(toEdge),
  };
}

function toNode(name: string, rows: readonly ServiceRow[]): ServiceNode {
  const durations = new Map<number, number>();
  for (const row of rows) addCounts(durations, row.durations);
  const sum = (of: (row: ServiceRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    name,
    entries: sum((row) => Number(row.entries)),
    estimatedEntries: sum((row) => row.estimatedEntries),
    errors: sum((row) => Number(row.errors)),
    p95Ms: quantileMs(durations, 0.95),
  };
}

function toEdge(row: EdgeRow): ServiceEdge {
  const [p50Ms = null, p95Ms = null] = quantilesMs(row.durations, 0.5, 0.95);
  return {
    caller: row.callerName,
    callee: row.calleeName,
    calls: Number(row.calls),
    estimatedCalls: row.estimated,
    errors: Number(row.errors),
    p50Ms,
    p95Ms,
  };
}
