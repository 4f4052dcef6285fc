// Which conditions of the bar apply to the figures of a page.
import { notOfSteps, ofPeople, type Scope } from "./scope-search.ts";

/** What the figures of a page are of: spans, log records, what people did (steps, transactions, interactions), or business records. */
export type FilterSignal = "spans" | "logs" | "steps" | "records";

export function appliesTo(signal: FilterSignal, filter: string): boolean {
  if (signal === "steps") return !notOfSteps.test(filter);
  if (ofPeople.test(filter)) return false;
  return signal !== "records" || !/^\s*(!?\s*error\s*$|(duration|severity)\s*[<>])/.test(filter);
}

/** For endpoints about business records, which have no status, duration and severity. */
export function recordQueryOf({ query }: Scope): Scope["query"] {
  const filter = query.filter?.filter((condition) => appliesTo("records", condition)) ?? [];
  return { ...query, filter: filter.length === 0 ? undefined : filter };
}
