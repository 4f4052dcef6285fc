// How far the detectors of bottlenecks are, whichever console runs them.
import type { StoreBottlenecks } from "contract";
import type { FindingHistoryStore } from "./finding-history.ts";
import type { FindingStore } from "./findings.ts";

export async function readJudging(
  findings: Pick<FindingStore, "cursor">,
  history: Pick<FindingHistoryStore, "cursor">,
): Promise<StoreBottlenecks> {
  const [until, cursor] = await Promise.all([findings.cursor(), history.cursor()]);
  return {
    judgedUntil: until === 0 ? null : new Date(until * 1000).toISOString(),
    hoursToCompare: cursor?.hours.length ?? 0,
  };
}
