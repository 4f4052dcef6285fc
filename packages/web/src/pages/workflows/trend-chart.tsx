import type { WorkflowTypeResult } from "contract";
import { useMemo, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { stepWord } from "../../lib/step-word.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useLate } from "../../state/completeness.ts";
import { ofPeople } from "../../state/scope-search.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { Chart } from "../../ui/chart.tsx";
import chart from "../../ui/chart.module.css";
import type { ChartSeries } from "../../ui/chart-model.ts";
import { ChartTitle } from "../../ui/chart-title.tsx";

const lines = [
  ["started", "var(--chart-before)"],
  ["ended", "var(--chart-now)"],
  ["stuck", "var(--warn-mark)"],
] as const;
/** The same, for a dashboard. */
const measures = ["started", "ended", "became_stuck"] as const;

/** Instances that started, ended and became stuck per bucket; a drag selects a range. */
export function TrendChart({ result }: { readonly result: WorkflowTypeResult }): JSX.Element {
  const { setRange } = useScopeChanges();
  const { filters } = useScope();
  const { summary, stepMs, from, to } = result;
  const { buckets, services } = summary;
  const late = useLate(["business"], services.length === 0 ? undefined : services);
  const isLate = late !== undefined;
  const times = useMemo(() => buckets.map(({ time }) => Date.parse(time)), [buckets]);
  const series = useMemo(
    () =>
      // which are stuck at the end is not known while records are late
      lines
        .filter(([key]) => !isLate || key !== "stuck")
        .map(([key, color]): ChartSeries => ({
          label: key === "stuck" ? "became stuck" : key,
          color,
          kind: "line",
          values: buckets.map((bucket) => bucket[key]),
        })),
    [buckets, isLate],
  );
  const step = stepWord(stepMs);
  return (
    <section aria-label="Instances over time">
      <ChartTitle
        name="instances"
        narrowedBy="filters"
        ofAll={filters.some((one) => ofPeople.test(one))}
        chart={{
          title: `${summary.type}: instances`,
          sources: measures.map((measure) => ({ workflow: summary.type, measure })),
        }}
      >
        per {step}
      </ChartTitle>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={series}
        format={formatCount}
        height={150}
        late={late}
        label={`${summary.type}: instances started, ended and stuck per ${step}`}
        onSelect={(start, end) => setRange(fixedRange(start, end))}
      />
      <p className={chart["key"]}>
        {series.map(({ label, color }) => (
          <span key={label}>
            <i style={{ background: color }} />
            {label}
          </span>
        ))}
      </p>
    </section>
  );
}
