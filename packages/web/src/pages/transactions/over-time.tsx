// Outcomes, volume, completion, amount or duration of a type over time, and by the values of an attribute.
import { type TransactionGroupsResult, type TransactionTypeResult } from "contract";
import { useMemo, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { stepWord } from "../../lib/step-word.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { Chart } from "../../ui/chart.tsx";
import chart from "../../ui/chart.module.css";
import { ChartTitle } from "../../ui/chart-title.tsx";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GroupBy } from "../../ui/group-by.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { GroupsTable } from "./groups-table.tsx";
import { OutcomeChart } from "./outcome-chart.tsx";
import { formatOf, pinnedChart, seriesOf } from "./over-time-model.ts";
import css from "./over-time.module.css";
import type { Measure, TransactionTypeSearch } from "./search.ts";

export interface OverTimeProps {
  readonly result: TransactionTypeResult;
  readonly search: TransactionTypeSearch;
  readonly onSearch: (change: TransactionTypeSearch) => void;
}

const choices: readonly (readonly [Measure | undefined, string])[] = [
  [undefined, "outcomes"],
  ["volume", "volume"],
  ["completion", "completion"],
  ["amount", "amount"],
  ["duration", "duration"],
];
const titles: Readonly<Record<Measure, string>> = {
  volume: "ended",
  completion: "completed share",
  amount: "amount completed",
  duration: "duration",
};
const chartHeight = 170;

export function OverTime({ result, search, onSearch }: OverTimeProps): JSX.Element {
  const { stepQuery } = useScope();
  const { setRange } = useScopeChanges();
  const { by } = search;
  const isGrouped = by !== undefined;
  const query = useApi(
    "/api/transaction-groups/:type",
    { params: { type: result.summary.type }, query: { ...stepQuery, by } },
    isGrouped ? {} : { part: "attributes to group by" },
  );
  // Outcomes of several groups are compared by their completion.
  const measure = search.measure ?? (by === undefined ? undefined : "completion");
  const select = (from: number, to: number): void => setRange(fixedRange(from, to));
  return (
    <section aria-label="Over time">
      <div className={css["controls"]}>
        <Segments
          label="Measure"
          value={measure}
          choices={choices}
          isDisabled={(one) => one === undefined && by !== undefined}
          onChange={(next) => onSearch({ measure: next })}
        />
        <GroupBy
          keys={query.data?.keys ?? []}
          value={by === undefined ? [] : [by]}
          onChange={([next]) => onSearch({ by: next })}
        />
      </div>
      {measure === undefined ? (
        <OutcomeChart result={result} onSelect={select} />
      ) : (
        <QueryView query={query} inline skeleton={<SkeletonBlock height={chartHeight + 60} />}>
          {(groups) => (
            <>
              <Lines result={groups} summary={result.summary} measure={measure} onSelect={select} />
              {by !== undefined && <GroupsTable result={groups} onSearch={onSearch} search={search} />}
            </>
          )}
        </QueryView>
      )}
    </section>
  );
}

interface LinesProps {
  readonly result: TransactionGroupsResult;
  readonly summary: TransactionTypeResult["summary"];
  readonly measure: Measure;
  readonly onSelect: (fromMs: number, toMs: number) => void;
}

function Lines({ result, summary: { type, services }, measure, onSelect }: LinesProps): JSX.Element {
  const late = useLate(["business"], services);
  const series = useMemo(() => seriesOf(result, measure), [result, measure]);
  const times = result.groups[0]?.buckets.map(({ time }) => Date.parse(time)) ?? [];
  const step = stepWord(result.stepMs);
  const unit =
    measure === "duration" && result.by !== "" ? "p95" : measure === "amount" ? result.currency : "";
  if (times.length === 0)
    return (
      <EmptyState
        inline
        title={`No ${type} ended in this range`}
        why="Choose a longer range, or another type."
      />
    );
  return (
    <>
      <ChartTitle name={titles[measure]} chart={pinnedChart(type, measure, result.by)} ofAll>
        {unit === "" ? "" : `${unit}, `}per {step}
      </ChartTitle>
      <Chart
        times={times}
        stepMs={result.stepMs}
        fromMs={Date.parse(result.from)}
        toMs={Date.parse(result.to)}
        series={series}
        format={formatOf(measure, result.currency)}
        height={chartHeight}
        late={late}
        label={`${type}: ${titles[measure]} per ${step}`}
        onSelect={onSelect}
      />
      {result.by === "" && series.length > 1 && (
        <p className={classes(chart["key"], css["key"])}>
          {series.map(({ label, color }) => (
            <span key={label}>
              <i style={{ background: color }} />
              {label}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
