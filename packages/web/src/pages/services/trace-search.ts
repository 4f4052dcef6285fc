// The searches of the traces page that the pages of services link to.
import { writeCondition } from "contract";

import type { TracesSearch } from "../traces/search.ts";

interface TraceLink extends Pick<TracesSearch, "order" | "spans"> {
  readonly service: string;
  readonly filter: readonly string[];
}

/** Spans of a service that meet the conditions: those that failed, newest first, or the slowest. */
export function tracesOf(service: string, conditions: readonly string[], failing: boolean): TraceLink {
  return {
    service,
    spans: "all",
    ...(failing
      ? { filter: [...conditions, "status=error"] }
      : { filter: conditions, order: "slowest" as const }),
  };
}

/** `key=value`. */
export const is = (key: string, value: string): string => writeCondition({ key, operator: "=", value });
