// What a person did in all: visits, transactions, amounts, slow requests, devices and versions.
import type { PersonTransactions, TraceSummary, UserSummary } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { nsToMs } from "../../lib/time.ts";
import { type Figure, Figures } from "../../ui/figures.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./person-page.module.css";

/** Longer requests are slow for a person who waits. */
const slowMs = 1_000;

interface PersonSummaryProps {
  readonly summary: UserSummary;
  /** The traces of the page of the timeline; `undefined` while they are not known. */
  readonly traces: readonly TraceSummary[] | undefined;
}

export function PersonSummary({ summary, traces }: PersonSummaryProps): JSX.Element {
  const { transactions, visits, devices, versions } = summary;
  const open = count(transactions, "open");
  const slow = traces?.filter(({ durationNs }) => nsToMs(durationNs) > slowMs).length;
  const figures: readonly Figure[] = [
    {
      label: "visits",
      value: formatCount(visits),
      hint: "Sessions; without one, times with less than half an hour between two records",
    },
    {
      label: "completed",
      value: formatCount(count(transactions, "completed")),
      title: byType(transactions, "completed"),
    },
    {
      label: "amount completed",
      hint: "Of completed transactions of all types",
      ...amountOf(summary, "amounts"),
    },
    {
      label: "failed or abandoned",
      value: formatCount(count(transactions, "failed") + count(transactions, "abandoned")),
      title: [byType(transactions, "failed"), byType(transactions, "abandoned")]
        .filter((text) => text !== "")
        .join(", "),
    },
    {
      label: "amount lost",
      hint: "Of transactions that failed or were abandoned",
      ...amountOf(summary, "lost"),
    },
    ...(open === 0 ? [] : [{ label: "open", value: formatCount(open), title: byType(transactions, "open") }]),
    {
      label: "slow requests",
      hint: "Traces of this page of the timeline that took more than a second",
      value: slow === undefined ? "–" : `${formatCount(slow)} of ${formatCount(traces!.length)}`,
    },
  ];
  return (
    <section aria-label="In all" className={css["summary"]}>
      <Figures figures={figures} />
      {devices.length + versions.length > 0 && (
        <p className={ui.text["dim"]}>
          {[
            ...devices.map(({ name }) => name),
            ...versions.map(({ service, version }) => `${service} ${version}`),
          ].join(" · ")}
        </p>
      )}
      {summary.truncatedSessions && (
        <p className={ui.text["dim"]}>
          Of sessions older than the latest {formatCount(1_000)}, records without the id are not counted.
        </p>
      )}
      {summary.truncatedTransactions && (
        <p className={ui.text["dim"]}>Of transactions, the latest {formatCount(5_000)} are counted.</p>
      )}
    </section>
  );
}

type Outcome = "completed" | "failed" | "abandoned" | "open";

function count(transactions: readonly PersonTransactions[], outcome: Outcome): number {
  return transactions.reduce((sum, one) => sum + one[outcome], 0);
}

/** `2 purchase failed, 1 refund failed`. */
function byType(transactions: readonly PersonTransactions[], outcome: Outcome): string {
  return transactions
    .filter((one) => one[outcome] > 0)
    .map((one) => `${formatCount(one[outcome])} ${one.type} ${outcome}`)
    .join(", ");
}

/** The amounts of all types; where several have one, the tooltip tells them apart: `purchase 99.50 EUR, refund 12.00 EUR`. */
function amountOf(summary: UserSummary, of: "amounts" | "lost"): Pick<Figure, "value" | "title"> {
  const amounts = summary[of];
  if (amounts.length === 0) return { value: "–", title: "No amount is recorded" };
  const types = summary.transactions.filter((one) => one[of].length > 0);
  const title =
    types.length > 1
      ? types.flatMap((one) => one[of].map((money) => `${one.type} ${formatMoneyExact(money)}`))
      : amounts.map(formatMoneyExact);
  return { value: formatAmounts(amounts, 2), title: title.join(", ") };
}
