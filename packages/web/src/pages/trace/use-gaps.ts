// The gaps of spans that are long enough to show, each computed when its row is first drawn.
import { useMemo } from "react";

import { type Gap, gapsOf, minGapMs } from "../../draw/gaps.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import type { TraceModel } from "./trace-model.ts";

const none: readonly Gap[] = [];

/** The same function until the trace changes or gaps are switched. */
export function useGaps({ tree }: TraceModel, shows: boolean): (node: SpanNode) => readonly Gap[] {
  return useMemo(() => (shows ? createGaps(tree.durationMs) : () => none), [tree, shows]);
}

function createGaps(traceMs: number): (node: SpanNode) => readonly Gap[] {
  const known = new Map<SpanNode, readonly Gap[]>();
  return (node) => {
    if (node.children.length === 0) return none;
    let gaps = known.get(node);
    if (gaps === undefined) {
      gaps = gapsOf(node, minGapMs(node, traceMs));
      known.set(node, gaps);
    }
    return gaps;
  };
}
