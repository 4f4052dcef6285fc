// The most common reasons why transactions failed or were abandoned; each links to its transactions.
import { linkOptions } from "@tanstack/react-router";
import { shareOf } from "catalog/measures";
import type { TransactionTypeResult } from "contract";
import type { JSX, MouseEvent } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { knownPeople } from "../../lib/known-people.ts";
import { AndMore } from "../../ui/and-more.tsx";
import chart from "../../ui/chart.module.css";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./reasons.module.css";
import type { TransactionTypeSearch } from "./search.ts";
import { differsPanel } from "./type-differs.tsx";

const most = 7;

export function Reasons({
  result: { reasons, truncatedReasons, summary },
  search,
}: {
  readonly result: TransactionTypeResult;
  readonly search: TransactionTypeSearch;
}): JSX.Element {
  const sorted = reasons.toSorted((a, b) => b.count - a.count);
  const highest = Math.max(1, sorted[0]?.count ?? 0);
  const lost = summary.current.failed + summary.current.abandoned;
  return (
    <section className={css["reasons"]} aria-label="Reasons">
      <p className={classes(chart["title"], css["head"])}>
        <b>Reasons</b> <span className={ui.text["dim"]}>{formatCount(lost)} failed or abandoned</span>
        {lost > 0 && (
          <a
            className={classes(ui.button["quiet"], css["why"])}
            href={`#${differsPanel}`}
            onClick={showPanel}
          >
            What differs
          </a>
        )}
      </p>
      <List
        label="Reasons"
        columns={columnsOf(summary.type, search, lost, highest)}
        rows={sorted}
        shown={most}
        truncated={truncatedReasons}
        keyOf={({ outcome, reason }) => `${outcome}${reason}`}
        empty={<p className={ui.text["dim"]}>No transactions failed or were abandoned in this range.</p>}
      />
      <AndMore
        truncated={
          truncatedReasons === 0 ? 0 : reasons.length - Math.min(most, reasons.length) + truncatedReasons
        }
        things="reasons"
        by="transactions"
        fix="Choose an environment, or a shorter time range."
      />
    </section>
  );
}

type Reason = TransactionTypeResult["reasons"][number];

const columnsOf = (
  type: string,
  search: TransactionTypeSearch,
  lost: number,
  highest: number,
): readonly Column<Reason>[] => [
  {
    label: "Reason",
    className: css["reason"],
    link: ({ outcome, reason }) =>
      linkOptions({
        to: "/transactions/$type",
        params: { type },
        search: { ...search, outcome, reason: reason === "" ? undefined : reason },
        resetScroll: false,
        title: outcome,
      }),
    cell: ({ outcome, reason }) => (
      <>
        <StatusMark kind={outcome === "failed" ? "error" : "off"} />
        <span className={ui.text["sr"]}>{outcome}: </span>
        <span className={ui.text["ellip"]}>{reason === "" ? "no reason given" : reason}</span>
      </>
    ),
    below: ({ outcome, count }) => (
      <i className={css["share"]}>
        <i
          style={{
            width: `${(count / highest) * 100}%`,
            background: outcome === "failed" ? "var(--error-mark)" : "var(--chart-before)",
          }}
        />
      </i>
    ),
    csv: { Reason: ({ reason }) => reason, Outcome: ({ outcome }) => outcome },
  },
  {
    label: "Count",
    isFigure: true,
    title: ({ count }) => `${formatMeasure("lostReasonShare", shareOf(count, lost))} of all that were lost`,
    cell: ({ count }) => formatCount(count),
    csv: {
      Count: ({ count }) => count,
      [csvHeading("lostReasonShare")]: ({ count }) => shareOf(count, lost),
    },
  },
  measureColumn("users", ({ people }) => knownPeople(people)),
  {
    ...measureHeading("lostAmount"),
    title: ({ lost: amounts }) => amounts.map(formatMoneyExact).join(", ") || "No amount is recorded",
    cell: ({ lost: amounts }) => formatAmounts(amounts, 1),
    csv: { [csvHeading("lostAmount")]: ({ lost: amounts }) => amounts.map(formatMoneyExact).join(", ") },
  },
];

/** Scrolls to the panel of differences; the address stays. */
function showPanel(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.querySelector(`#${differsPanel}`)?.scrollIntoView({ block: "start" });
}
