// What a chart of a transaction type over time shows: one line a group, of one measure.
import { measureWord, shareOf } from "catalog/measures";
import { absentName, restName } from "catalog/rest-name";
import type { ChartSpec, TransactionBucket, TransactionGroup, TransactionGroupsResult } from "contract";

import { formatOf as formatOfMeasure } from "../../lib/format-measure.ts";
import { formatMoney } from "../../lib/format-money.ts";
import type { ChartSeries } from "../../ui/chart-model.ts";
import type { Measure } from "./search.ts";

type Figures = Omit<TransactionBucket, "time">;

type Named = Pick<TransactionGroup, "kind" | "value">;

/** The name of one of the groups. */
export function groupName({ kind, value }: Named, groups: readonly Named[]): string {
  if (kind === "value") return value;
  const values = groups.map((group) => group.value);
  return { absent: absentName(values), other: restName(values), all: "all" }[kind];
}

export function endedOf({ completed, failed, abandoned }: Figures): number {
  return completed + failed + abandoned;
}

/** Completed share; `null` when none ended. */
export function completionOf(figures: Figures): number | null {
  return shareOf(figures.completed, endedOf(figures));
}

const valueOf: Readonly<Record<Measure, (figures: Figures) => number | null>> = {
  completion: completionOf,
  volume: endedOf,
  amount: ({ amount }) => amount,
  duration: ({ p95Ms }) => p95Ms,
};

/** The lines of the chart: of `duration` without groups median and p95, else one a group. */
export function seriesOf(
  { groups }: Pick<TransactionGroupsResult, "groups">,
  measure: Measure,
): readonly ChartSeries[] {
  const [first] = groups;
  if (measure === "duration" && first?.kind === "all")
    return [
      line(
        "p50",
        first.buckets.map(({ p50Ms }) => p50Ms),
        "var(--ink-4)",
      ),
      line(
        "p95",
        first.buckets.map(({ p95Ms }) => p95Ms),
        "var(--chart-now)",
      ),
    ];
  return groups
    .slice(0, 8)
    .map((group, at) =>
      line(groupName(group, groups), group.buckets.map(valueOf[measure]), colorOf(group, at)),
    );
}

const pinned = {
  completion: ["completion"],
  volume: ["count"],
  amount: ["amount"],
  duration: ["p50", "p95"],
} as const;
/** The measure behind each. */
const keys = {
  completion: "completion",
  volume: "ended",
  amount: "amount",
  duration: "transactionDuration",
} as const;

/** The same lines, for a dashboard. `by` is empty without groups. */
export function pinnedChart(type: string, measure: Measure, by: string): ChartSpec {
  const title = `${type}: ${measureWord(keys[measure])}`;
  if (by === "")
    return { title, sources: pinned[measure].map((one) => ({ transaction: type, measure: one })) };
  const one = measure === "duration" ? "p95" : pinned[measure][0];
  return { title: `${title} by ${by}`, sources: [{ transaction: type, measure: one, by }] };
}

/** How the values of a measure are written. */
export function formatOf(measure: Measure, currency: string): (value: number) => string {
  return measure === "amount"
    ? (value) => formatMoney({ currency, amount: String(value) })
    : formatOfMeasure(keys[measure]);
}

export function colorOf({ kind }: Pick<TransactionGroup, "kind">, at: number): string {
  if (kind === "all") return "var(--chart-now)";
  return kind === "other" ? "var(--chart-before)" : `var(--cat-${at + 1})`;
}

function line(label: string, values: ChartSeries["values"], color: string): ChartSeries {
  return { label, values, color, kind: "line" };
}
