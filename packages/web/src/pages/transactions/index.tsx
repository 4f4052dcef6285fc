// All transaction types: counts by outcome, completion, amount and duration.

import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TransactionsResult, TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { useEstimated } from "../../data/use-estimated.ts";
import { estimateWords } from "../../lib/sampled.ts";
import { lackOfFigures } from "../../lib/comparable.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { describePrevious, namePrevious } from "../../lib/range-words.ts";
import { resolveRange } from "../../lib/time-range.ts";
import { endedOf, judge } from "../../lib/transaction-verdict.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { OutcomeBars } from "../../ui/outcome-bars.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./transactions.module.css";

const head = [
  "Transaction",
  "Ended, by outcome",
  "Started",
  "Completed",
  "vs. before",
  "Failed",
  "Abandoned",
  "Amount",
  "p50",
  "p95",
];
const snippet = `import { transaction } from "telltale";

await transaction("purchase", { id: order.id, user: user.id, amount: 99.99, currency: "EUR" }, async (tx) => {
  tx.step("payment authorised");
});`;

/** The list of transaction types. */
export function TransactionsPage(): JSX.Element {
  const { range, rangeQuery } = useScope();
  const query = useEstimated("/api/transactions", { query: rangeQuery });
  const { fromMs, toMs } = resolveRange(range);
  return (
    <>
      <PageHead
        title="Transactions"
        sub={
          query.data === undefined
            ? ""
            : `${estimateWords("transactions", query.data)}compared with ${namePrevious(fromMs, toMs)}, ${describePrevious(query.data.from, query.data.to)}`
        }
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={5} />}>
        {(data) => <Types data={data} />}
      </QueryView>
    </>
  );
}

function Types({
  data: { types, isEstimate, nextCursor, truncated },
}: {
  readonly data: TransactionsResult;
}): JSX.Element {
  if (types.length === 0) {
    return (
      <EmptyState
        title="No transactions in this range"
        guide="transactions"
        why="A transaction is one operation of your business: an order, a sign-up, a refund. This page shows its outcome and its amount."
        actions={<ScopeWideners />}
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Transaction types" className={classes(ui.table["table"], css["types"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={ui.table["name"]}>Transaction</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Ended, by outcome</Table.Th>
            <Table.Th className={ui.table["num"]} aria-sort="descending">
              Started ↓
            </Table.Th>
            <Table.Th className={ui.table["num"]}>Completed</Table.Th>
            <Table.Th className={ui.table["num"]}>vs. before</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Failed</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Abandoned</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Amount</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hideNarrow"])}>p50</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>p95</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {types
            .toSorted((a, b) => b.current.started - a.current.started)
            .map((summary) => (
              <Row key={summary.type} summary={summary} isEstimate={isEstimate} />
            ))}
        </Table.Tbody>
      </Table>
      <AndMore
        truncated={nextCursor === null ? truncated : true}
        things="types"
        fix="Choose an environment, or a shorter time range."
      />
    </div>
  );
}

function Row({
  summary,
  isEstimate,
}: {
  readonly summary: TransactionTypeSummary;
  readonly isEstimate: boolean;
}): JSX.Element {
  const { type, current, previous, buckets } = summary;
  const verdict = judge(summary, isEstimate);
  return (
    <Table.Tr>
      <Table.Td className={ui.table["name"]}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"])}
          to="/transactions/$type"
          params={{ type }}
          title={type}
        >
          {type}
        </Link>{" "}
        {verdict.kind === "error" && (
          <Status kind="error">
            <span className={ui.text["sr"]}>{verdict.word}</span>
          </Status>
        )}
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <OutcomeBars className={css["bars"]} buckets={buckets} label={`${type}: ended by outcome`} />
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{formatCount(current.started)}</Table.Td>
      <Table.Td className={ui.table["num"]}>
        <b className={ui.text["strong"]}>{formatShare(current.completionRate)}</b>
      </Table.Td>
      <Table.Td className={ui.table["num"]}>
        <Delta
          now={current.completionRate}
          before={previous.completionRate}
          share
          verdict={verdict.completion}
          lack={lackOfFigures(endedOf(current), endedOf(previous))}
          orNone
        />
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
        {formatCount(current.failed)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
        {formatCount(current.abandoned)}
      </Table.Td>
      <Table.Td
        className={classes(ui.table["num"], ui.screen["hidePhone"])}
        title={current.amounts.map(formatMoneyExact).join(", ")}
      >
        {formatAmounts(current.amounts, 2)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hideNarrow"])}>
        {formatDuration(current.p50Ms)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
        {formatDuration(current.p95Ms)}
      </Table.Td>
    </Table.Tr>
  );
}
