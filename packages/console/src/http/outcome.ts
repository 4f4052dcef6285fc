// What was refused before the intake saw it, told and counted with what the intake refused.
import type { SignalCounts } from "contract";
import type { IntakeCounts } from "../receive/counts.ts";
import type { Outcome } from "../receive/intake.ts";

/** @param refused items by reason. */
export function noteRefused(
  outcome: Outcome,
  refused: ReadonlyMap<string, number>,
  signal: keyof SignalCounts,
  counts: IntakeCounts,
): Outcome {
  let items = 0;
  const texts = outcome.errorMessage === "" ? [] : [outcome.errorMessage];
  for (const [reason, each] of refused) {
    items += each;
    texts.push(`${each} rejected: ${reason}`);
  }
  counts.received[signal] += items;
  counts.rejected[signal] += items;
  return { rejected: outcome.rejected + BigInt(items), errorMessage: texts.join("; ") };
}
