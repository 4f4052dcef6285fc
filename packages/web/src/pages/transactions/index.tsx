// All transaction types: what was started, how much of it was completed, and what it was worth.
import "./transactions.css";

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
        why="A transaction is what your users came for: an order, a sign-up, a refund. Wrap it once and it stands here with its outcome and its worth."
        actions={<ScopeWideners />}
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  return (
    <div className="scroll-x">
      <table className="table tx-types">
        <thead>
          <tr>
            <th>Transaction</th>
            <th className="hide-p">Ended, by outcome</th>
            <th className="num" aria-sort="descending">
              Started ↓
            </th>
            <th className="num">Completed</th>
            <th className="num">vs. before</th>
            <th className="num hide-p">Failed</th>
            <th className="num hide-p">Abandoned</th>
            <th className="num hide-p">Amount</th>
            <th className="num hide-s">p50</th>
            <th className="num hide-p">p95</th>
          </tr>
        </thead>
        <tbody>
          {types
            .toSorted((a, b) => b.current.started - a.current.started)
            .map((summary) => (
              <Row key={summary.type} summary={summary} />
            ))}
        </tbody>
      </table>
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
    <tr>
      <td>
        <Link className="row-link strong" to="/transactions/$type" params={{ type }}>
          {type}
        </Link>{" "}
        {verdict.kind === "error" && (
          <Status kind="error">
            <span className="sr">{verdict.word}</span>
          </Status>
        )}
      </td>
      <td className="hide-p">
        <OutcomeBars className="bars row-bars" buckets={buckets} label={`${type}: ended by outcome`} />
      </td>
      <td className="num">{formatCount(current.started)}</td>
      <td className="num">
        <b className="strong">{formatShare(current.completionRate)}</b>
      </td>
      <td className="num">
        <Delta
          now={current.completionRate}
          before={previous.completionRate}
          share
          verdict={verdict.completion}
        />
      </td>
      <td className="num hide-p">{formatCount(current.failed)}</td>
      <td className="num hide-p">{formatCount(current.abandoned)}</td>
      <td className="num hide-p" title={current.amounts.map(formatMoneyExact).join(", ")}>
        {formatAmounts(current.amounts.slice(0, 2))}
      </td>
      <td className="num hide-s">{formatDuration(current.p50Ms)}</td>
      <td className="num hide-p">{formatDuration(current.p95Ms)}</td>
    </tr>
  );
}
