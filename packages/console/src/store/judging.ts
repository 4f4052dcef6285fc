// How far the detectors of bottlenecks are, whichever console runs them.
import type { StoreBottlenecks } from "contract";
import { isRefusal } from "./client.ts";
import type { FindingHistoryStore } from "./finding-history.ts";
import type { FindingStore } from "./findings.ts";

/**
 * @param note logs why the store refused to answer.
 * @returns `null` where it cannot be read: the other details of the store are shown without it.
 */
export async function readJudging(
  findings: Pick<FindingStore, "cursor">,
  history: Pick<FindingHistoryStore, "cursor">,
  note: (text: string, level: "warn") => void,
): Promise<StoreBottlenecks | null> {
  try {
    const [until, cursor] = await Promise.all([findings.cursor(), history.cursor()]);
    return {
      judgedUntil: until === 0 ? null : new Date(until * 1000).toISOString(),
      hoursToCompare: cursor?.hours.length ?? 0,
    };
  } catch (error) {
    // a store that does not answer is logged already
    if (isRefusal(error)) note(`Cannot read how far bottlenecks are judged: ${error.message}`, "warn");
    return null;
  }
}
