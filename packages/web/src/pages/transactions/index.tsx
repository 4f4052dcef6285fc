// All transaction types: counts by outcome, completion, amount and duration.

import { linkOptions } from "@tanstack/react-router";
import type { TransactionTypeSummary } from "contract";
import type { JSX, ReactNode } from "react";

import { useEstimated } from "../../data/use-estimated.ts";
import {
  type KnownEvidence,
  onlyStops,
  useTransactionEvidence,
} from "../../data/use-transaction-evidence.ts";
import { estimateWords } from "../../lib/sampled.ts";
import { completeSuffix, lateEndOf, type MaybeLate } from "../../lib/completeness.ts";
import { lackOfFigures } from "../../lib/comparable.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { describePrevious, namePrevious } from "../../lib/range-words.ts";
import { resolveRange } from "../../lib/time-range.ts";
import { stopClaim } from "../../lib/transaction-claims.ts";
import { endedOf, judge } from "../../lib/transaction-verdict.ts";
import { type CompleteTransactions, useCompleteTransactions } from "../../state/complete-results.ts";
import { useLate } from "../../state/completeness.ts";
import { isNarrowed } from "../../state/scope-search.ts";
import { useScope } from "../../state/scope.ts";
import { useStops, withStopped } from "../../state/stopped-types.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { LateState, VerdictBelow } from "../../ui/data-state.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { completeShare, LateEnd } from "../../ui/late-end.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { useRestRows } from "../../ui/list/more-rows.ts";
import { OutcomeBars } from "../../ui/outcome-bars.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./transactions.module.css";

const snippet = `import { transaction } from "telltale";

await transaction("purchase", { id: order.id, user: user.id, amount: 99.99, currency: "EUR" }, async (tx) => {
  tx.step("payment authorised");
});`;

/** The list of transaction types. */
export function TransactionsPage(): JSX.Element {
  const { range, rangeQuery, stepQuery } = useScope();
  const asked = { query: stepQuery };
  const query = useCompleteTransactions(useEstimated("/api/transactions", asked), asked);
  const ofAll = useTransactionEvidence(rangeQuery);
  const known = isNarrowed(stepQuery) ? onlyStops(ofAll) : ofAll;
  const { fromMs, toMs } = resolveRange(range);
  return (
    <>
      <PageHead
        title="Transactions"
        sub={
          query.data === undefined
            ? ""
            : `${estimateWords("transactions", query.data)}compared with ${namePrevious(fromMs, toMs)}, ${describePrevious(query.data.from, query.data.to)}${completeSuffix(lateEndOf(query.data.types))}`
        }
        actions={<CopyLink />}
      />
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={columnsOf(true)} rows={5} className={css["types"]} />}
      >
        {(data) => <Types data={data} known={known} />}
      </QueryView>
    </>
  );
}

const figureColumns: readonly Column<TransactionTypeSummary>[] = [
  measureColumn("failed", ({ current }) => current.failed, { hide: "phone" }),
  measureColumn("abandoned", ({ current }) => current.abandoned, { hide: "phone" }),
  {
    ...measureHeading("amount"),
    hide: "phone",
    title: ({ current }) => current.amounts.map(formatMoneyExact).join(", "),
    cell: ({ current }) => formatAmounts(current.amounts, 2),
    csv: ({ current }) => current.amounts.map(formatMoneyExact).join(", "),
  },
  measureColumn("transactionDuration.p50", ({ current }) => current.p50Ms, { hide: "narrow" }),
  measureColumn("transactionDuration.p95", ({ current }) => current.p95Ms, { hide: "phone" }),
];

const columnsOf = (
  isEstimate: boolean,
  known?: KnownEvidence,
): readonly Column<MaybeLate<TransactionTypeSummary>, "started">[] => [
  {
    label: "Transaction",
    isName: true,
    link: ({ type }) => linkOptions({ to: "/transactions/$type", params: { type }, title: type }),
    cell: ({ type }) => type,
    below: (summary) => <Verdict summary={summary} isEstimate={isEstimate} known={known} />,
    csv: ({ type }) => type,
  },
  {
    label: "Ended, by outcome",
    hide: "phone",
    cell: (summary) => <Bars {...summary} />,
    csv: {},
  },
  measureColumn("started", ({ current }) => current.started, { sort: "started" }),
  measureColumn("completion", ({ current }) => current.completionRate, { cellClass: ui.text["strong"] }),
  {
    label: "vs. before",
    isFigure: true,
    cell: (summary) => (
      <Delta
        now={summary.current.completionRate}
        before={summary.previous.completionRate}
        share
        verdict={judge(summary, { ...known?.of(summary.type), isEstimate }).completion}
        lack={summary.lack ?? lackOfFigures(endedOf(summary.current), endedOf(summary.previous))}
        orNone
      />
    ),
    csv: { [csvHeading("completion", "before")]: ({ previous }) => previous.completionRate },
  },
  ...figureColumns,
];

/** Up to where data is complete, as the figures are; the rest is hatched. */
function Bars({ type, buckets, late }: MaybeLate<TransactionTypeSummary>): JSX.Element {
  const { range } = useScope();
  const { fromMs, toMs } = resolveRange(range);
  return (
    <span className={css["bars"]}>
      <OutcomeBars
        buckets={buckets}
        label={`${type}: ended by outcome`}
        share={late === undefined ? 1 : completeShare(late, { fromMs, toMs })}
      />
      <LateEnd late={late} fromMs={fromMs} toMs={toMs} />
    </span>
  );
}

function Types({
  data,
  known,
}: {
  readonly data: CompleteTransactions;
  readonly known: KnownEvidence;
}): JSX.Element {
  const { isEstimate, nextCursor, truncated } = data;
  const late = useLate(["business"]);
  const { stepQuery } = useScope();
  const rest = useRestRows("/api/transactions", { query: stepQuery }, data, (page) => page.types);
  const stops = useStops(known, data.types);
  // a type without a row in a narrowed list may be without what narrows it, or have its row on a further page
  const { types } = isNarrowed(stepQuery) || nextCursor !== null ? data : withStopped(data, stops);
  const hasStopped = (type: string): number => Number(stops.some((stop) => stop.type === type));
  return (
    <>
      <List
        label="Transaction types"
        rest={rest}
        truncated={truncated}
        className={css["types"]}
        columns={columnsOf(isEstimate, known)}
        rows={types.toSorted(
          (a, b) => hasStopped(b.type) - hasStopped(a.type) || b.current.started - a.current.started,
        )}
        keyOf={({ type }) => type}
        sorting={{ by: "started" }}
        empty={
          late !== undefined ? (
            <LateEmpty late={late} things="transactions" />
          ) : (
            <EmptyState
              title="No transactions in this range"
              guide="transactions"
              why="A transaction is one operation of your business: an order, a sign-up, a refund. This page shows its outcome and its amount."
              actions={<ScopeWideners />}
              snippet={<Snippet code={snippet} />}
            />
          )
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

/** Only a bad or an unknown one, a stop as a sentence; the figures beside it say the rest. */
function Verdict({
  summary,
  isEstimate,
  known,
}: {
  readonly summary: MaybeLate<TransactionTypeSummary>;
  readonly isEstimate: boolean;
  readonly known: KnownEvidence | undefined;
}): ReactNode {
  if (summary.late !== undefined || summary.lack !== undefined)
    return <LateState late={summary.late} lack={summary.lack} />;
  const evidence = known?.of(summary.type);
  const verdict = judge(summary, { ...evidence, isEstimate });
  const { stop } = evidence ?? {};
  return <VerdictBelow verdict={stop === undefined ? verdict : { ...verdict, word: stopClaim(stop) }} />;
}
