// Which conditions of the bar apply to the figures of a page.
import { notOfSteps, ofPeople } from "./scope-search.ts";

/** What the figures of a page are of: spans, log records, what people did (steps, transactions, interactions, workflows), or business records. */
export type FilterSignal = "spans" | "logs" | "steps" | "records";

export function appliesTo(signal: FilterSignal, filter: string): boolean {
  if (signal === "steps") return !notOfSteps.test(filter);
  if (ofPeople.test(filter)) return false;
  return signal !== "records" || !/^\s*(!?\s*error\s*$|(duration|severity)\s*[<>])/.test(filter);
}
