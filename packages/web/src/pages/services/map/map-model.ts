// The service graph as the map shows it: each node and each call with its figures and a verdict.
import { rateOf } from "catalog/measures";
import type { ServiceEdge, ServiceGraph, ServiceNode } from "contract";

import type { MapEdge, MapGraph, MapNode } from "../../../draw/service-map-graph.ts";
import { standsForMore } from "../../../lib/estimated-rate.ts";
import { judgeSpans } from "../../../lib/service-verdict.ts";
import { isFailing } from "../../../lib/standing.ts";
import type { Verdict } from "../../../lib/verdict.ts";
import { rangesOfCalls } from "../range-of-calls.ts";
import { edgeKeyOf, type ShareOf } from "../use-business.ts";
import { worseView } from "../worse-view.ts";

/** `bad`: errors; `slow`: slower than before. */
type MapTone = "bad" | "slow" | "usual";

export interface ModelNode extends MapNode {
  readonly node: ServiceNode;
  /** What the map writes on it. */
  readonly label: string;
  readonly verdict: Verdict;
  readonly ratePerSecond: number;
  readonly errorShare: number;
  /** The stored spans stand for more: rate and share are estimates. */
  readonly isEstimate: boolean;
}

export interface ModelEdge extends MapEdge {
  readonly key: string;
  readonly data: ServiceEdge;
  readonly tone: MapTone;
  readonly ratePerSecond: number;
  readonly errorShare: number;
  readonly isEstimate: boolean;
  /** Stroke of the line, px. */
  readonly width: number;
}

export type ModelGraph = MapGraph<ModelNode, ModelEdge>;

/** The verdict of a service, as its list has it. */
export type VerdictOf = (node: ServiceNode) => Verdict;

/** `business`: by the key of a call the share that it is as wide as; without, the widths are those of the rates. */
export function toModel(graph: ServiceGraph, verdictOf: VerdictOf, business?: ShareOf): ModelGraph {
  const { nodes, edges } = graph;
  const rangeOf = rangesOfCalls(graph);
  const most = Math.max(1, ...edges.map(({ estimatedCalls }) => estimatedCalls));
  return {
    nodes: nodes.map((node) => ({
      id: node.id,
      isLeaf: node.kind === "database" || node.kind === "external",
      node,
      label: labelOf(node),
      verdict: node.kind === "service" ? verdictOf(node) : verdictOfCalls(node),
      ratePerSecond: rateOf(node.estimatedEntries, { from: node.ratesFrom ?? graph.from, to: graph.to }),
      errorShare: node.errorRate,
      isEstimate: standsForMore(node.entries, node.estimatedEntries),
    })),
    edges: edges.map((data) => {
      const share = business?.(edgeKeyOf(data));
      return {
        key: edgeKeyOf(data),
        caller: data.caller,
        callee: data.callee,
        calls: data.estimatedCalls,
        data,
        tone: toneOf(data),
        ratePerSecond: rateOf(data.estimatedCalls, rangeOf(data)),
        errorShare: worseView(data).errorRate,
        isEstimate: standsForMore(data.calls, data.estimatedCalls),
        width:
          business === undefined
            ? 1 + 4 * (Math.log(data.estimatedCalls + 1) / Math.log(most + 1)) ** 3
            : 0.75 + 6 * (share ?? 0),
      };
    }),
  };
}

/** Of what sends no spans of its own: bad where a twentieth of the calls fails, also where they always do. */
const verdictOfCalls = ({ entries, errorRate }: ServiceNode): Verdict =>
  isFailing(entries, errorRate) ? failingVerdict : usualVerdict;

const failingVerdict: Verdict = { state: "bad", kind: "error", word: "failing" };
const usualVerdict: Verdict = { state: "good", kind: "off", word: "usual" };

function toneOf({ calls, errorRate, p95Ms, asCalled, previous }: ServiceEdge): MapTone {
  if (isFailing(calls, errorRate)) return "bad";
  if (asCalled !== null && isFailing(asCalled.calls, asCalled.errorRate)) return "bad";
  const verdict = judgeSpans(
    { count: calls, errorRate, p95Ms },
    previous === null ? null : { ...previous, count: previous.calls },
  );
  if (verdict.errors === "bad") return "bad";
  return verdict.p95 === "bad" ? "slow" : "usual";
}

const labelOf = ({ kind, name, system }: ServiceNode): string =>
  name !== "" ? name : system !== "" ? system : kind;
