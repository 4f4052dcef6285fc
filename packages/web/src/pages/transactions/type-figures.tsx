import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { endedOf, judge } from "../../lib/transaction-verdict.ts";
import { Figures, type Figure } from "../../ui/figures.tsx";

/** The figures of a type: completion, counts by outcome, amount and duration. */
export function TypeFigures({
  summary,
  isEstimate,
}: {
  readonly summary: TransactionTypeSummary;
  readonly isEstimate: boolean;
}): JSX.Element {
  const { current, previous } = summary;
  const verdict = judge(summary, isEstimate);
  const lack = lackOfFigures(endedOf(current), endedOf(previous));
  const count = (label: string, key: "started" | "completed" | "failed" | "abandoned"): Figure => ({
    label,
    value: formatCount(current[key]),
    delta: {
      now: current[key],
      before: previous[key],
      lack: lackOfCounts(current.started, previous.started),
    },
    title: String(current[key]),
  });
  const amount = current.amounts[0];
  const before = previous.amounts.find(({ currency }) => currency === amount?.currency);
  const figures: Figure[] = [
    {
      label: "completed",
      value: formatShare(current.completionRate),
      delta: {
        now: current.completionRate,
        before: previous.completionRate,
        share: true,
        verdict: verdict.completion,
        lack,
      },
    },
    count("started", "started"),
    count("failed", "failed"),
    count("abandoned", "abandoned"),
    { label: "open", value: formatCount(current.open) },
    {
      label: "amount",
      value: formatAmounts(current.amounts, 2),
      title: current.amounts.map(formatMoneyExact).join(", "),
      delta: {
        now: amount === undefined ? null : Number(amount.amount),
        before: before === undefined ? null : Number(before.amount),
        verdict: verdict.amount,
        lack: lackOfFigures(current.completed, previous.completed),
      },
    },
    {
      label: "p95",
      title: `median: ${formatDuration(current.p50Ms)}`,
      value: formatDuration(current.p95Ms),
      delta: { now: current.p95Ms, before: previous.p95Ms, verdict: verdict.p95, lack },
    },
  ];
  return <Figures figures={figures} />;
}
