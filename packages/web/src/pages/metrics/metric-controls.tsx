// The controls of a metric: its aggregation, the attributes that it is grouped by and how many groups are drawn, the earlier period, and for
// histograms the heatmap.
import { getRouteApi } from "@tanstack/react-router";
import type { MetricAggregation, MetricResult } from "contract";
import type { JSX } from "react";

import { aggregationsOf } from "../../lib/metric-aggregations.ts";
import { Choice } from "../../ui/choice.tsx";
import { GroupBy } from "../../ui/group-by.tsx";
import { Segments } from "../../ui/segments.tsx";
import css from "./metric-controls.module.css";
import type { MetricSearch } from "./search.ts";

const route = getRouteApi("/metrics/$name");
const tops = [3, 5, 8, 12] as const;
const periods: readonly (readonly [string, string])[] = [
  ["1h", "the hour before"],
  ["1d", "the day before"],
  ["1w", "the week before"],
];

export function MetricControls({
  result: { info, aggregation },
}: {
  readonly result: MetricResult;
}): JSX.Element {
  const { by = [], top, vs, form } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: MetricSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), resetScroll: false });
  const offered = aggregationsOf(info);
  const shown: readonly MetricAggregation[] = offered.includes(aggregation)
    ? offered
    : [aggregation, ...offered];
  const keys = ["service.name", ...info.attributeKeys.filter((key) => key !== "service.name")];
  const isHistogram = info.type === "histogram" || info.type === "exponential_histogram";
  return (
    <div className={css["controls"]}>
      {isHistogram && (
        <Segments
          label="Form"
          value={form}
          choices={[
            [undefined, "lines"],
            ["heatmap", "heatmap"],
          ]}
          onChange={(next) => set({ form: next })}
        />
      )}
      {form === undefined && (
        <>
          <Segments
            label="Aggregation"
            value={aggregation}
            choices={shown.map((one) => [one, one] as const)}
            onChange={(one) => set({ agg: one === offered[0] ? undefined : one })}
          />
          <GroupBy keys={keys} value={by} most={3} onChange={(next) => set({ by: next })} />
          {by.length > 0 && (
            <Choice
              label="Lines"
              value={top === undefined ? "" : String(top)}
              all="all groups"
              options={tops.map((count) => [String(count), `top ${count} and other`])}
              onChange={(value) => set({ top: value === "" ? undefined : Number(value) })}
            />
          )}
          <Choice
            label="Compare"
            value={vs ?? ""}
            all="no comparison"
            options={periods}
            onChange={(value) => set({ vs: value === "" ? undefined : value })}
          />
        </>
      )}
    </div>
  );
}
