// Why transactions were lost: the commonest reasons, each a way to its rows.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TransactionTypeResult } from "contract";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { StatusMark } from "../../ui/status.tsx";

const most = 7;

export function Reasons({
  result: { reasons, summary },
}: {
  readonly result: TransactionTypeResult;
}): JSX.Element {
  const shown = reasons.toSorted((a, b) => b.count - a.count).slice(0, most);
  const highest = Math.max(1, ...shown.map(({ count }) => count));
  const lost = summary.current.failed + summary.current.abandoned;
  return (
    <section className="reasons" aria-label="Reasons">
      <p className="chart-title">
        <b>Reasons</b> <span className="dim">{formatCount(lost)} failed or abandoned</span>
      </p>
      {shown.length === 0 && <p className="dim">No transactions failed or were abandoned in this range.</p>}
      <Table className="table">
        <Table.Tbody>
          {shown.map(({ outcome, reason, count }) => (
            <Table.Tr key={`${outcome}${reason}`}>
              <Table.Td className="why">
                <Link
                  className="row-link"
                  to="/transactions/$type"
                  params={{ type: summary.type }}
                  search={{ outcome }}
                  title={outcome}
                >
                  <StatusMark kind={outcome === "failed" ? "error" : "off"} />
                  <span className="sr">{outcome}: </span>
                  <span className="ellip">{reason === "" ? "no reason given" : reason}</span>
                </Link>
                <i className="share">
                  <i
                    style={{
                      width: `${(count / highest) * 100}%`,
                      background: outcome === "failed" ? "var(--error-mark)" : "var(--chart-before)",
                    }}
                  />
                </i>
              </Table.Td>
              <Table.Td className="num">{formatCount(count)}</Table.Td>
              <Table.Td className="num dim">{formatShare(lost === 0 ? null : count / lost)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
