import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import type { KnownEvidence } from "../../data/use-transaction-evidence.ts";
import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { compareAmounts } from "../../lib/compared-amounts.ts";
import type { MaybeLate } from "../../lib/completeness.ts";
import { formatMeasure, formatOf } from "../../lib/format-measure.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { endedOf, judge } from "../../lib/transaction-verdict.ts";
import { type Figure, figureOf, Figures } from "../../ui/figures.tsx";

/** The figures of a type: completion, counts by outcome, amount and duration. */
export function TypeFigures({
  summary,
  isEstimate,
  known,
}: {
  readonly summary: MaybeLate<TransactionTypeSummary>;
  readonly isEstimate: boolean;
  /** Of all transactions of the type: absent where the figures are of some. */
  readonly known: ReturnType<KnownEvidence["of"]>;
}): JSX.Element {
  const { current, previous, lack } = summary;
  const verdict = judge(summary, { ...known, isEstimate });
  const amounts = compareAmounts(current, previous);
  // durations are those of completed transactions
  const lackOfCompleted = lack ?? lackOfFigures(current.completed, previous.completed);
  const count = (key: "started" | "completed" | "failed" | "abandoned"): Figure => ({
    ...figureOf(key),
    value: formatMeasure(key, current[key]),
    delta: {
      now: current[key],
      before: previous[key],
      lack: lack ?? lackOfCounts(current.started, previous.started),
    },
    title: String(current[key]),
  });
  const figures: Figure[] = [
    {
      ...figureOf("completion"),
      value: formatMeasure("completion", current.completionRate),
      delta: {
        now: current.completionRate,
        before: previous.completionRate,
        share: true,
        verdict: verdict.completion,
        lack: lack ?? lackOfFigures(endedOf(current), endedOf(previous)),
      },
    },
    count("started"),
    count("failed"),
    count("abandoned"),
    { ...figureOf("open"), value: formatMeasure("open", current.open) },
    {
      ...figureOf("amount"),
      value: formatAmounts(current.amounts, 2),
      title: current.amounts.map(formatMoneyExact).join(", "),
      delta: {
        now: amounts.now,
        before: amounts.before,
        verdict: verdict.amount,
        lack: lack ?? amounts.lack,
      },
    },
    {
      ...figureOf("transactionDuration.p95"),
      title: `median: ${formatMeasure("transactionDuration.p50", current.p50Ms)}`,
      value: formatMeasure("transactionDuration.p95", current.p95Ms),
      delta: {
        now: current.p95Ms,
        before: previous.p95Ms,
        format: formatOf("transactionDuration.p95"),
        verdict: verdict.p95,
        lack: lackOfCompleted,
      },
    },
  ];
  return <Figures figures={figures} />;
}
