// The most common reasons why transactions failed or were abandoned; each links to its transactions.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TransactionTypeResult } from "contract";
import type { JSX, MouseEvent } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { AndMore } from "../../ui/and-more.tsx";
import chart from "../../ui/chart.module.css";
import { classes } from "../../ui/classes.ts";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { lostPanel } from "./lost-differs.tsx";
import css from "./reasons.module.css";
import type { TransactionTypeSearch } from "./search.ts";

const most = 7;

export function Reasons({
  result: { reasons, truncatedReasons, summary },
  search,
}: {
  readonly result: TransactionTypeResult;
  readonly search: TransactionTypeSearch;
}): JSX.Element {
  const shown = reasons.toSorted((a, b) => b.count - a.count).slice(0, most);
  const highest = Math.max(1, ...shown.map(({ count }) => count));
  const lost = summary.current.failed + summary.current.abandoned;
  return (
    <section className={css["reasons"]} aria-label="Reasons">
      <p className={chart["title"]}>
        <b>Reasons</b> <span className={ui.text["dim"]}>{formatCount(lost)} failed or abandoned</span>
        {lost > 0 && (
          <a className={classes(ui.button["quiet"], css["why"])} href={`#${lostPanel}`} onClick={showPanel}>
            What differs
          </a>
        )}
      </p>
      {shown.length === 0 && (
        <p className={ui.text["dim"]}>No transactions failed or were abandoned in this range.</p>
      )}
      <Table className={ui.table["table"]}>
        <Table.Tbody>
          {shown.map(({ outcome, reason, count }) => (
            <Table.Tr key={`${outcome}${reason}`}>
              <Table.Td className={css["reason"]}>
                <Link
                  className={ui.table["rowLink"]}
                  to="/transactions/$type"
                  params={{ type: summary.type }}
                  search={{ ...search, outcome, reason: reason === "" ? undefined : reason }}
                  resetScroll={false}
                  title={outcome}
                >
                  <StatusMark kind={outcome === "failed" ? "error" : "off"} />
                  <span className={ui.text["sr"]}>{outcome}: </span>
                  <span className={ui.text["ellip"]}>{reason === "" ? "no reason given" : reason}</span>
                </Link>
                <i className={css["share"]}>
                  <i
                    style={{
                      width: `${(count / highest) * 100}%`,
                      background: outcome === "failed" ? "var(--error-mark)" : "var(--chart-before)",
                    }}
                  />
                </i>
              </Table.Td>
              <Table.Td className={ui.table["num"]}>{formatCount(count)}</Table.Td>
              <Table.Td className={classes(ui.table["num"], ui.text["dim"])}>
                {formatShare(lost === 0 ? null : count / lost)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <AndMore
        truncated={truncatedReasons === 0 ? 0 : reasons.length - shown.length + truncatedReasons}
        things="reasons"
        by="transactions"
        fix="Choose an environment, or a shorter time range."
      />
    </section>
  );
}

/** Scrolls to the panel of differences; the address stays. */
function showPanel(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.querySelector(`#${lostPanel}`)?.scrollIntoView({ block: "start" });
}
