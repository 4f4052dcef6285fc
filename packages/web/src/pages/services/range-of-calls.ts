// The time in which calls could be made.
import type { ServiceEdge, ServiceGraph } from "contract";

type RangeOf = (edge: Pick<ServiceEdge, "caller" | "callee">) => {
  readonly from: string;
  readonly to: string;
};

/** Of each call from when both of its ends existed, until the end of the range. */
export function rangesOfCalls({ from, to, nodes }: Pick<ServiceGraph, "from" | "to" | "nodes">): RangeOf {
  const begun = new Map(nodes.map(({ id, ratesFrom }) => [id, ratesFrom ?? from]));
  return ({ caller, callee }) => {
    const [one, other] = [begun.get(caller) ?? from, begun.get(callee) ?? from];
    return { from: one > other ? one : other, to };
  };
}
