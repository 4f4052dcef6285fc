// The service graph as the map shows it: each node and each call with its figures and a verdict.
import type { ServiceEdge, ServiceGraph, ServiceNode } from "contract";

import type { MapEdge, MapGraph, MapNode } from "../../../draw/service-map-graph.ts";
import { judgeSpans } from "../../../lib/service-verdict.ts";
import { edgeKeyOf, type ShareOf } from "../use-business.ts";

/** `bad`: errors; `slow`: slower than before. */
type MapTone = "bad" | "slow" | "usual";

export interface ModelNode extends MapNode {
  readonly node: ServiceNode;
  /** What the map writes on it. */
  readonly label: string;
  readonly tone: MapTone;
  readonly ratePerSecond: number;
  readonly errorShare: number;
}

export interface ModelEdge extends MapEdge {
  readonly key: string;
  readonly data: ServiceEdge;
  readonly tone: MapTone;
  readonly ratePerSecond: number;
  readonly errorShare: number;
  /** Stroke of the line, px. */
  readonly width: number;
}

export type ModelGraph = MapGraph<ModelNode, ModelEdge>;

/** Calls fail when this share of at least this many does, also when they always did. */
const failingShare = 0.05;
const failingCalls = 20;

/** `business`: by the key of a call the share that it is as wide as; without, the widths are those of the rates. */
export function toModel({ from, to, nodes, edges }: ServiceGraph, business?: ShareOf): ModelGraph {
  const seconds = Math.max(1, (Date.parse(to) - Date.parse(from)) / 1000);
  const most = Math.max(1, ...edges.map(({ calls }) => calls));
  return {
    nodes: nodes.map((node) => ({
      id: node.id,
      isLeaf: node.kind === "database" || node.kind === "external",
      node,
      label: labelOf(node),
      tone: isFailing(node.entries, node.errors) ? "bad" : "usual",
      ratePerSecond: node.entries / seconds,
      errorShare: node.errors / Math.max(1, node.entries),
    })),
    edges: edges.map((data) => {
      const share = business?.(edgeKeyOf(data));
      return {
        key: edgeKeyOf(data),
        caller: data.caller,
        callee: data.callee,
        calls: data.calls,
        data,
        tone: toneOf(data),
        ratePerSecond: data.calls / seconds,
        errorShare: data.errors / Math.max(1, data.calls),
        width:
          business === undefined
            ? 1 + 4 * (Math.log(data.calls + 1) / Math.log(most + 1)) ** 3
            : 0.75 + 6 * (share ?? 0),
      };
    }),
  };
}

function toneOf({ calls, errors, p95Ms, previous }: ServiceEdge): MapTone {
  if (isFailing(calls, errors)) return "bad";
  const verdict = judgeSpans(
    { count: calls, errors, p95Ms },
    previous === null ? null : { count: previous.calls, errors: previous.errors, p95Ms: previous.p95Ms },
  );
  if (verdict.errors === "bad") return "bad";
  return verdict.p95 === "bad" ? "slow" : "usual";
}

const isFailing = (count: number, errors: number): boolean =>
  count >= failingCalls && errors / count >= failingShare;

const labelOf = ({ kind, name, system }: ServiceNode): string =>
  name !== "" ? name : system !== "" ? system : kind;
