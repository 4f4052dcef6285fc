// Whether more of a trace may come: its root is missing, or its last span has only just ended.
import type { Trace } from "contract";

/** Batches, retries and the store take so long at most, as a rule. */
const justEndedMs = 15_000;
/** A root that has not come by then was lost, or is still running elsewhere. */
const rootMissingMs = 600_000;

/** `isRooted`: some span has no parent. `nowMs` is Unix time. */
export function isStillArriving(
  { startNs, durationNs }: Pick<Trace, "startNs" | "durationNs">,
  isRooted: boolean,
  nowMs: number,
): boolean {
  const endMs = Number((BigInt(startNs) + BigInt(durationNs)) / 1_000_000n);
  return nowMs - endMs < (isRooted ? justEndedMs : rootMissingMs);
}

/** Whether a span without a parent is in the answer. */
export function hasRoot({ spans, outline }: Trace): boolean {
  if (outline === undefined) return spans.some(({ parentSpanId }) => parentSpanId === "");
  const none = "0".repeat(16);
  for (let at = 0; at < outline.parentIds.length; at += 16)
    if (outline.parentIds.startsWith(none, at)) return true;
  return false;
}
