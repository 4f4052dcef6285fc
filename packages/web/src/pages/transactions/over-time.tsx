// Outcomes, volume, completion, amount or duration of a type over time, and by the values of an attribute.
import { Table } from "@mantine/core";
import {
  type TransactionGroup,
  type TransactionGroupsResult,
  type TransactionTypeResult,
  writeCondition,
} from "contract";
import { useMemo, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { stepWord } from "../../lib/step-word.ts";
import { fixedRange } from "../../lib/time-range.ts";
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
import { ui } from "../../ui/styles.ts";
import { OutcomeChart } from "./outcome-chart.tsx";
import {
  colorOf,
  completionOf,
  endedOf,
  formatOf,
  groupName,
  pinnedChart,
  seriesOf,
} from "./over-time-model.ts";
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
  const { rangeQuery } = useScope();
  const { setRange } = useScopeChanges();
  const { by } = search;
  const query = useApi("/api/transaction-groups/:type", {
    params: { type: result.summary.type },
    query: { ...rangeQuery, by },
  });
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
              <Lines result={groups} type={result.summary.type} measure={measure} onSelect={select} />
              {by !== undefined && <Groups result={groups} onSearch={onSearch} search={search} />}
            </>
          )}
        </QueryView>
      )}
    </section>
  );
}

interface LinesProps {
  readonly result: TransactionGroupsResult;
  readonly type: string;
  readonly measure: Measure;
  readonly onSelect: (fromMs: number, toMs: number) => void;
}

function Lines({ result, type, measure, onSelect }: LinesProps): JSX.Element {
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
      <ChartTitle name={titles[measure]} chart={pinnedChart(type, measure, result.by)}>
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

const heads = ["Ended", "Completed", "Failed", "Abandoned", "Amount", "p95"];

interface GroupsProps {
  readonly result: TransactionGroupsResult;
  readonly search: TransactionTypeSearch;
  readonly onSearch: (change: TransactionTypeSearch) => void;
}

/** The figures of each group; a value narrows the list below to its transactions. */
function Groups({ result, search, onSearch }: GroupsProps): JSX.Element {
  const { by, groups, currency } = result;
  const narrow = (group: TransactionGroup): void => {
    const condition =
      group.kind === "value"
        ? writeCondition({ key: by, operator: "=", value: group.value })
        : writeCondition({ key: by, operator: "!exists", value: "" });
    onSearch({ where: [...new Set([...(search.where ?? []), condition])] });
  };
  return (
    <div className={classes(ui.screen["scrollX"], css["groups"])}>
      <Table className={ui.table["table"]} aria-label={`By ${by}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={ui.text["mono"]}>{by}</Table.Th>
            {heads.map((head) => (
              <Table.Th key={head} className={ui.table["num"]}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group, at) => (
            <Table.Tr key={`${group.kind}${group.value}`}>
              <Table.Td className={css["value"]}>
                <i style={{ background: colorOf(group, at) }} />
                {group.kind === "other" ? (
                  <span className={ui.text["dim"]}>other</span>
                ) : (
                  <button
                    type="button"
                    className={classes(ui.table["rowLink"], ui.text["ellip"])}
                    title="Only these in the list below"
                    onClick={() => narrow(group)}
                  >
                    {groupName(group)}
                  </button>
                )}
              </Table.Td>
              <Cells group={group} currency={currency} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Cells({
  group: { total },
  currency,
}: {
  readonly group: TransactionGroup;
  readonly currency: string;
}): JSX.Element {
  const cells = [
    formatCount(endedOf(total)),
    formatShare(completionOf(total)),
    formatCount(total.failed),
    formatCount(total.abandoned),
    total.amount === null ? none : formatMoney({ currency, amount: String(total.amount) }),
    formatDuration(total.p95Ms),
  ];
  return (
    <>
      {cells.map((cell, at) => (
        <Table.Td key={heads[at]} className={ui.table["num"]}>
          {cell}
        </Table.Td>
      ))}
    </>
  );
}
