// How much of its calls a trace waits for: what runs beside something longer costs nothing.
import { createCallReader } from "../../bottlenecks/call.ts";
import { readTree } from "../../bottlenecks/trace-tree.ts";
import type { ArrivedSpan, FindingStore } from "../../store/findings.ts";
import { toTraceSpan } from "../judge-set.ts";
import type { TraceEvidence } from "./judged.ts";

const mostSpans = 2_000;
const aroundUs = 600e6;

/** The share of the evidence that is on the critical path of its traces, 0 to 1; 0 when no trace can be read. */
export async function waitedShare(
  store: Pick<FindingStore, "spans">,
  tenant: string,
  evidence: readonly TraceEvidence[],
): Promise<number> {
  const starts = evidence.map(({ startUs }) => startUs);
  const ids = evidence.map(({ traceId }) => traceId);
  const around = { firstUs: Math.min(...starts) - aroundUs, lastUs: Math.max(...starts) + aroundUs };
  const spans = await store.spans({ tenant, ids, ...around }, mostSpans);
  const ofEvidence = new Set(evidence.flatMap(({ spanIds }) => spanIds));
  return shareOf(spans, ofEvidence);
}

function shareOf(spans: readonly ArrivedSpan[], ofEvidence: ReadonlySet<string>): number {
  let waited = 0;
  let total = 0;
  for (let from = 0, to = 0; from < spans.length; from = to) {
    const { traceId, startUs } = spans[from]!;
    while (to < spans.length && spans[to]!.traceId === traceId) to++;
    const trace = spans.slice(from, to).map((one) => toTraceSpan(one, startUs));
    for (const node of readTree(trace, createCallReader()).nodes) {
      if (!ofEvidence.has(node.span.id)) continue;
      waited += node.waited;
      total += node.end - node.start;
    }
  }
  return total === 0 ? 0 : Math.min(1, waited / total);
}
