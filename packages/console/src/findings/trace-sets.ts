// Traces in sets that are read together.
import type { ArrivedTrace, TraceSet } from "../store/findings.ts";
import { mostSpans } from "./judge-set.ts";

/** A question reads whole granules, so that one for few traces costs as much as one for many; its ids are in the address. */
const tracesOfSet = 2_500;
const spansOfSet = 20_000;

/** Shares traces out among sets of one tenant and of a bounded number of spans. */
export function setsOf(traces: readonly ArrivedTrace[]): TraceSet[] {
  const sets: { tenant: string; ids: string[]; firstUs: number; lastUs: number; spans: number }[] = [];
  for (const { tenant, traceId, firstUs, lastUs, spans } of traces) {
    const read = Math.min(spans, mostSpans);
    const last = sets.at(-1);
    const fits = last?.tenant === tenant && last.ids.length < tracesOfSet && last.spans + read <= spansOfSet;
    if (!fits) {
      sets.push({ tenant, ids: [traceId], firstUs, lastUs, spans: read });
      continue;
    }
    last.ids.push(traceId);
    last.firstUs = Math.min(last.firstUs, firstUs);
    last.lastUs = Math.max(last.lastUs, lastUs);
    last.spans += read;
  }
  return sets.map(({ tenant, ids, firstUs, lastUs }) => ({ tenant, ids, firstUs, lastUs }));
}
