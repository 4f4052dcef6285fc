// The edges of the service graph, out of the roll-ups of calls between services and of what they use besides.
import { type GraphNodeKind, writeCondition } from "contract";
import { groupBy } from "../../lists/group-by.ts";
import { addCounts, type DurationCounts } from "./duration-histogram.ts";

/** Calls from one service to another. */
export interface CallRow {
  readonly callerName: string;
  readonly calleeName: string;
  readonly calls: number | string;
  readonly estimated: number;
  readonly errors: number | string;
  /** Before sampling. */
  readonly estimatedErrors: number;
  readonly durations: DurationCounts;
}

/** Calls of a database, a queue or a host. */
export interface DependencyRow {
  readonly name: string;
  readonly use: "database" | "send" | "receive" | "external";
  readonly systemName: string;
  readonly targetName: string;
  /** The service that sent what was received; the attribute that names a host. */
  readonly peerName: string;
  readonly calls: number | string;
  readonly estimated: number;
  readonly errors: number | string;
  readonly estimatedErrors: number;
  readonly durations: DurationCounts;
}

export interface GraphNode {
  readonly id: string;
  readonly kind: GraphNodeKind;
  readonly name: string;
  readonly system: string;
}

/** Calls added up. */
interface Tally {
  calls: number;
  estimated: number;
  errors: number;
  estimatedErrors: number;
  readonly durations: Map<number, number>;
}

export interface GraphEdge extends Tally {
  readonly caller: GraphNode;
  readonly callee: GraphNode;
  /** Conditions on the spans that are the calls. */
  readonly filter: readonly string[];
}

/** The key of an edge among others. */
export const edgeKey = ({ caller, callee }: Pick<GraphEdge, "caller" | "callee">): string =>
  JSON.stringify([caller.id, callee.id]);

export const serviceNode = (name: string): GraphNode => ({ id: name, kind: "service", name, system: "" });

const kinds = { database: "database", send: "queue", receive: "queue", external: "external" } as const;

/** The node that a dependency leads to. */
function dependencyNode({
  use,
  systemName,
  targetName,
}: Pick<DependencyRow, "use" | "systemName" | "targetName">): GraphNode {
  const kind = kinds[use];
  return { id: [kind, systemName, targetName].join("/"), kind, name: targetName, system: systemName };
}

/**
 * All edges. A message is a call of the queue and a call by the queue: what the roll-up of services has of the same messages, as calls
 * from sender to receiver, is taken off.
 */
export function toEdges(calls: readonly CallRow[], dependencies: readonly DependencyRow[]): GraphEdge[] {
  const messages = groupBy(
    dependencies.filter(({ use, peerName }) => use === "receive" && peerName !== ""),
    ({ name, peerName }) => JSON.stringify([peerName, name]),
  );
  const direct = calls.flatMap((row): GraphEdge[] => {
    const edge = {
      caller: serviceNode(row.callerName),
      callee: serviceNode(row.calleeName),
      filter: [],
      ...tally(),
    };
    add(edge, row, 1);
    for (const message of messages.get(edgeKey(edge)) ?? []) add(edge, message, -1);
    return edge.calls > 0 ? [edge] : [];
  });
  const others = new Map<string, GraphEdge>();
  for (const row of dependencies) {
    const [own, target] = [serviceNode(row.name), dependencyNode(row)];
    const [caller, callee] = row.use === "receive" ? [target, own] : [own, target];
    const key = edgeKey({ caller, callee });
    const edge = others.get(key) ?? { caller, callee, filter: filterOf(row), ...tally() };
    others.set(key, edge);
    add(edge, row, 1);
  }
  return [...direct, ...others.values()];
}

/** What finds the spans of a dependency. A database is found by its system and, where both are in its name, host and namespace. */
function filterOf({ use, systemName, targetName, peerName }: DependencyRow): readonly string[] {
  if (use === "external") return [is(peerName === "" ? "server.address" : peerName, targetName)];
  if (use !== "database") return [is("messaging.destination.name", targetName), `kind=${kindOfUse[use]}`];
  const [, host, namespace] = /^([^/]+)\/(.+)$/.exec(targetName) ?? [];
  if (host === undefined || namespace === undefined) return [is("db.system.name", systemName)];
  return [is("server.address", host), is("db.namespace", namespace)];
}

const is = (key: string, value: string): string => writeCondition({ key, operator: "=", value });

const kindOfUse = { send: "producer", receive: "consumer" } as const;

function tally(): Tally {
  return { calls: 0, estimated: 0, errors: 0, estimatedErrors: 0, durations: new Map() };
}

function add(sum: Tally, row: Omit<CallRow, "callerName" | "calleeName">, sign: 1 | -1): void {
  sum.calls += sign * Number(row.calls);
  sum.estimated += sign * row.estimated;
  sum.errors += sign * Number(row.errors);
  sum.estimatedErrors += sign * row.estimatedErrors;
  if (sign === 1) return addCounts(sum.durations, row.durations);
  for (const [bucket, count] of Object.entries(row.durations))
    sum.durations.set(Number(bucket), (sum.durations.get(Number(bucket)) ?? 0) - Number(count));
}
