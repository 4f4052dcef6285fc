// Adds items that were rejected before the intake to those that the intake rejected, in the answer and in the counts.
import type { SignalCounts } from "contract";
import type { Intake, Outcome } from "./intake.ts";
import type { Sender } from "./sender.ts";

const nouns: Readonly<Record<keyof SignalCounts, string>> = {
  spans: "spans",
  logRecords: "log records",
  metricPoints: "points",
  businessEvents: "business events",
};

/** @param refused items by reason. */
export function noteRefused(
  outcome: Outcome,
  refused: ReadonlyMap<string, number>,
  signal: keyof SignalCounts,
  sender: Sender,
  intake: Intake,
): Outcome {
  let items = 0;
  const texts = outcome.errorMessage === "" ? [] : [outcome.errorMessage];
  for (const [reason, each] of refused) {
    items += each;
    texts.push(`${each} ${nouns[signal]} rejected: ${reason}`);
  }
  for (const counts of [intake.counts, intake.countsOf(sender.tenant)]) {
    counts.received[signal] += items;
    counts.rejected[signal] += items;
  }
  return { ...outcome, rejected: outcome.rejected + BigInt(items), errorMessage: texts.join("; ") };
}
