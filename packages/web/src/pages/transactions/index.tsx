// All transaction types: what was started, how much of it was completed, and what it was worth.
import "./transactions.css";

import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TransactionsResult, TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { describePrevious, namePrevious, resolveRange } from "../../lib/time-range.ts";
import { judge } from "../../lib/transaction-verdict.ts";
import { useScope } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { OutcomeBars } from "../../ui/outcome-bars.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Status } from "../../ui/status.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";

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
  const query = useApi("/api/transactions", { query: rangeQuery });
  const { fromMs, toMs } = resolveRange(range);
  useRowKeys(".tx-types");
  return (
    <>
      <PageHead
        title="Transactions"
        sub={
          query.data === undefined
            ? ""
            : `compared with ${namePrevious(fromMs, toMs)}, ${describePrevious(query.data.from, query.data.to)}`
        }
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={5} />}>
        {(data) => <Types data={data} />}
      </QueryView>
    </>
  );
}

function Types({ data: { types } }: { readonly data: TransactionsResult }): JSX.Element {
  if (types.length === 0) {
    return (
      <EmptyState
        title="No transactions in this range"
        why="A transaction is one operation of your business: an order, a sign-up, a refund. This page shows its outcome and its amount."
        actions={<ScopeWideners />}
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  return (
    <div className="scroll-x">
      <Table className="table tx-types">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Transaction</Table.Th>
            <Table.Th className="hide-p">Ended, by outcome</Table.Th>
            <Table.Th className="num" aria-sort="descending">
              Started ↓
            </Table.Th>
            <Table.Th className="num">Completed</Table.Th>
            <Table.Th className="num">vs. before</Table.Th>
            <Table.Th className="num hide-p">Failed</Table.Th>
            <Table.Th className="num hide-p">Abandoned</Table.Th>
            <Table.Th className="num hide-p">Amount</Table.Th>
            <Table.Th className="num hide-s">p50</Table.Th>
            <Table.Th className="num hide-p">p95</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {types
            .toSorted((a, b) => b.current.started - a.current.started)
            .map((summary) => (
              <Row key={summary.type} summary={summary} />
            ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({
  summary: { type, current, previous, buckets },
}: {
  readonly summary: TransactionTypeSummary;
}): JSX.Element {
  const verdict = judge(current, previous);
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="row-link strong" to="/transactions/$type" params={{ type }}>
          {type}
        </Link>{" "}
        {verdict.kind === "error" && (
          <Status kind="error">
            <span className="sr">{verdict.word}</span>
          </Status>
        )}
      </Table.Td>
      <Table.Td className="hide-p">
        <OutcomeBars className="row-bars" buckets={buckets} label={`${type}: ended by outcome`} />
      </Table.Td>
      <Table.Td className="num">{formatCount(current.started)}</Table.Td>
      <Table.Td className="num">
        <b className="strong">{formatShare(current.completionRate)}</b>
      </Table.Td>
      <Table.Td className="num">
        <Delta
          now={current.completionRate}
          before={previous.completionRate}
          share
          verdict={verdict.completion}
        />
      </Table.Td>
      <Table.Td className="num hide-p">{formatCount(current.failed)}</Table.Td>
      <Table.Td className="num hide-p">{formatCount(current.abandoned)}</Table.Td>
      <Table.Td className="num hide-p" title={current.amounts.map(formatMoneyExact).join(", ")}>
        {formatAmounts(current.amounts.slice(0, 2))}
      </Table.Td>
      <Table.Td className="num hide-s">{formatDuration(current.p50Ms)}</Table.Td>
      <Table.Td className="num hide-p">{formatDuration(current.p95Ms)}</Table.Td>
    </Table.Tr>
  );
}
