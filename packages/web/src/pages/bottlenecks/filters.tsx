// The kinds and orders above the list. Both are in the address.
import { getRouteApi } from "@tanstack/react-router";
import type { JSX } from "react";

import { Segments } from "../../ui/segments.tsx";
import css from "./bottlenecks.module.css";
import type { BottlenecksSearch } from "./search.ts";

const route = getRouteApi("/bottlenecks");
const kinds = [
  [undefined, "all"],
  ["repeated-queries", "queries"],
  ["repeated-calls", "calls"],
  ["serial-calls", "serial"],
  ["large-payload", "payloads"],
  ["slow-statement", "slow statements"],
  ["resource-growth", "growth"],
  ["version-regression", "versions"],
] as const;
const orders = [
  [undefined, "time saved"],
  ["transactions", "transactions"],
  ["latest", "latest"],
] as const;

export function BottleneckFilters(): JSX.Element {
  const { kind, sort } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: BottlenecksSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }) });
  return (
    <div className={css["filters"]}>
      <Segments label="Kind" value={kind} choices={kinds} onChange={(next) => set({ kind: next })} />
      <Segments label="Order" value={sort} choices={orders} onChange={(next) => set({ sort: next })} />
    </div>
  );
}
