// All transaction types: counts by outcome, completion, amount and duration.

import { linkOptions } from "@tanstack/react-router";
import type { TransactionsResult, TransactionTypeSummary } from "contract";
import type { JSX, ReactNode } from "react";

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
import { CopyLink } from "../../ui/copy-button.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { OutcomeBars } from "../../ui/outcome-bars.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./transactions.module.css";

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
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={columnsOf(true)} rows={5} className={css["types"]} />}
      >
        {(data) => <Types data={data} />}
      </QueryView>
    </>
  );
}

const columnsOf = (isEstimate: boolean): readonly Column<TransactionTypeSummary, "started">[] => [
  {
    label: "Transaction",
    isName: true,
    link: ({ type }) => linkOptions({ to: "/transactions/$type", params: { type }, title: type }),
    cell: ({ type }) => type,
    below: (summary) => <Verdict verdict={judge(summary, isEstimate)} />,
  },
  {
    label: "Ended, by outcome",
    hide: "phone",
    cell: ({ type, buckets }) => (
      <OutcomeBars className={css["bars"]} buckets={buckets} label={`${type}: ended by outcome`} />
    ),
  },
  { label: "Started", isFigure: true, sort: "started", cell: ({ current }) => formatCount(current.started) },
  {
    label: "Completed",
    isFigure: true,
    cellClass: ui.text["strong"],
    cell: ({ current }) => formatShare(current.completionRate),
  },
  {
    label: "vs. before",
    isFigure: true,
    cell: (summary) => (
      <Delta
        now={summary.current.completionRate}
        before={summary.previous.completionRate}
        share
        verdict={judge(summary, isEstimate).completion}
        lack={lackOfFigures(endedOf(summary.current), endedOf(summary.previous))}
        orNone
      />
    ),
  },
  { label: "Failed", isFigure: true, hide: "phone", cell: ({ current }) => formatCount(current.failed) },
  {
    label: "Abandoned",
    isFigure: true,
    hide: "phone",
    cell: ({ current }) => formatCount(current.abandoned),
  },
  {
    label: "Amount",
    isFigure: true,
    hide: "phone",
    title: ({ current }) => current.amounts.map(formatMoneyExact).join(", "),
    cell: ({ current }) => formatAmounts(current.amounts, 2),
  },
  { label: "p50", isFigure: true, hide: "narrow", cell: ({ current }) => formatDuration(current.p50Ms) },
  { label: "p95", isFigure: true, hide: "phone", cell: ({ current }) => formatDuration(current.p95Ms) },
];

function Types({
  data: { types, isEstimate, nextCursor, truncated },
}: {
  readonly data: TransactionsResult;
}): JSX.Element {
  return (
    <>
      <List
        label="Transaction types"
        className={css["types"]}
        columns={columnsOf(isEstimate)}
        rows={types.toSorted((a, b) => b.current.started - a.current.started)}
        keyOf={({ type }) => type}
        sorting={{ by: "started" }}
        empty={
          <EmptyState
            title="No transactions in this range"
            guide="transactions"
            why="A transaction is one operation of your business: an order, a sign-up, a refund. This page shows its outcome and its amount."
            actions={<ScopeWideners />}
            snippet={<Snippet code={snippet} />}
          />
        }
      />
      <AndMore
        truncated={nextCursor === null ? truncated : true}
        things="types"
        fix="Choose an environment, or a shorter time range."
      />
    </>
  );
}

/** Only a bad one; the figures beside it say the rest. */
function Verdict({ verdict: { kind, word } }: { readonly verdict: ReturnType<typeof judge> }): ReactNode {
  if (kind !== "error") return undefined;
  return (
    <>
      {" "}
      <Status kind="error">
        <span className={ui.text["sr"]}>{word}</span>
      </Status>
    </>
  );
}
