// Where a row of the comparison leads: its page, with the range and the condition of the side that has it.
import type { ComparedRow, ComparedSide, CompareResult } from "contract";

import { is } from "../services/trace-search.ts";

export interface RowAddress {
  readonly to: string;
  readonly params: Readonly<Record<string, string>>;
  readonly search: Readonly<Record<string, unknown>>;
}

export function rowAddress(row: ComparedRow, { base, now, by }: CompareResult): RowAddress {
  const side = row.verdict === "gone" ? base : now;
  const range = { from: side.from, to: side.to, env: side.environment === "" ? undefined : side.environment };
  if (row.kind === "transaction")
    return { to: "/transactions/$type", params: { type: row.name }, search: range };
  if (row.kind === "funnel") return { to: "/funnels/$name", params: { name: row.name }, search: range };
  if (row.kind === "metric") return { to: "/metrics/$name", params: { name: row.name }, search: range };
  if (row.kind === "error")
    return {
      to: "/errors/$fingerprint",
      params: { fingerprint: row.id },
      search: { ...range, service: undefined },
    };
  if (row.kind === "service" && by === "")
    return { to: "/services/$name", params: { name: row.service }, search: range };
  return { to: "/traces", params: {}, search: { ...range, ...tracesOf(row, side, by) } };
}

/** Failing traces for errors, else the slowest. */
function tracesOf(row: ComparedRow, side: ComparedSide, by: string): Readonly<Record<string, unknown>> {
  const filter = [
    ...(row.kind === "operation" ? [is("name", row.name)] : []),
    ...(by === "" ? [] : [is(by, side.value)]),
    ...(row.what === "errors" ? [is("status", "error")] : []),
  ];
  return { service: row.service, spans: "all", filter, order: row.what === "p95" ? "slowest" : undefined };
}
