// The controls of a metric: its aggregation, and the attributes that it is grouped by.
import { getRouteApi } from "@tanstack/react-router";
import type { MetricAggregation, MetricResult } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { Picker } from "../../ui/picker.tsx";
import { Segments } from "../../ui/segments.tsx";
import css from "./metric-controls.module.css";
import { aggregationsOf } from "./metric-words.ts";
import type { MetricSearch } from "./search.ts";
import { ui } from "../../ui/styles.ts";

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
  const keys = ["service.name", ...info.attributeKeys.filter((key) => key !== "service.name")].filter(
    (key) => !by.includes(key),
  );
  return (
    <div className={css["controls"]}>
      <Segments
        label="Aggregation"
        value={aggregation}
        choices={shown.map((one) => [one, one] as const)}
        onChange={(one) => set({ agg: one === offered[0] ? undefined : one })}
      />
      <span className={ui.text["dim"]}>by</span>
      {by.map((key) => (
        <span className={classes(ui.chip["chip"], css["attribute"])} key={key}>
          <b className={ui.text["mono"]}>{key}</b>
          <button
            type="button"
            aria-label={`Remove ${key}`}
            onClick={() => set({ by: by.filter((other) => other !== key) })}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      {by.length < 3 && (
        <Picker
          boxed
          label="Group by"
          all={by.length === 0 ? "nothing" : "one more"}
          value={undefined}
          options={keys}
          onPick={(key) => {
            if (key !== undefined) set({ by: [...by, key] });
          }}
        />
      )}
    </div>
  );
}
