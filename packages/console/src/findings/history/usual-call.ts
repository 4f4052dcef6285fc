// An example of what was usual.
import type { EvidenceRow } from "../../store/finding-history.ts";

/** The call that took closest to `ms`. */
export function usualCall(
  calls: readonly EvidenceRow[],
  ms: number,
): { readonly traceId?: string; readonly spanId?: string } {
  const [first, ...others] = calls;
  if (first === undefined) return {};
  let best = first;
  for (const call of others) if (Math.abs(call.ms - ms) < Math.abs(best.ms - ms)) best = call;
  return { traceId: best.traceId, spanId: best.spanId };
}
