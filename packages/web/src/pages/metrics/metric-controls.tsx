// The controls of a metric: its aggregation, and the attributes that it is grouped by.
import { getRouteApi } from "@tanstack/react-router";
import type { MetricAggregation, MetricResult } from "contract";
import type { JSX } from "react";

import { GroupBy } from "../../ui/group-by.tsx";
import { Segments } from "../../ui/segments.tsx";
import css from "./metric-controls.module.css";
import { aggregationsOf } from "./metric-words.ts";
import type { MetricSearch } from "./search.ts";

const route = getRouteApi("/metrics/$name");

export function MetricControls({
  result: { info, aggregation },
}: {
  readonly result: MetricResult;
}): JSX.Element {
  const { by = [] } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: MetricSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }) });
  const offered = aggregationsOf(info);
  const shown: readonly MetricAggregation[] = offered.includes(aggregation)
    ? offered
    : [aggregation, ...offered];
  const keys = ["service.name", ...info.attributeKeys.filter((key) => key !== "service.name")];
  return (
    <div className={css["controls"]}>
      <Segments
        label="Aggregation"
        value={aggregation}
        choices={shown.map((one) => [one, one] as const)}
        onChange={(one) => set({ agg: one === offered[0] ? undefined : one })}
      />
      <GroupBy keys={keys} value={by} most={3} onChange={(next) => set({ by: next })} />
    </div>
  );
}
