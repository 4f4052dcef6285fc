// The searches of the traces page that the pages of services link to.
import { linkOptions } from "@tanstack/react-router";
import { writeCondition } from "contract";

import type { RowLink } from "../../ui/list/column.ts";
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

/** The link of a row to them. */
export const tracesLink = (
  service: string,
  conditions: readonly string[],
  failing: boolean,
  ofWhat: string,
): RowLink =>
  linkOptions({
    to: "/traces",
    search: tracesOf(service, conditions, failing),
    title: `${failing ? "Failing" : "Slowest"} traces ${ofWhat}`,
  });

/** `key=value`. */
export const is = (key: string, value: string): string => writeCondition({ key, operator: "=", value });
