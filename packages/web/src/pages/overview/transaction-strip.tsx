// The main finding and the transaction types: at most six, those with most transactions first.
import { Link } from "@tanstack/react-router";
import type { TransactionsResult } from "contract";
import { useMemo, type JSX } from "react";

import type { Answer } from "../../data/use-api.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import { findFall } from "./finding.ts";
import { FindingLine, SlowdownLine } from "./finding-line.tsx";
import { findSlowdown } from "./finding-slower.ts";
import { TransactionBlock } from "./transaction-block.tsx";
import css from "./transaction-strip.module.css";

export interface TransactionStripProps {
  readonly query: Answer<TransactionsResult>;
  readonly deploys: readonly JudgedDeploy[];
  readonly endsNow: boolean;
}

const most = 6;

export function TransactionStrip({ query, deploys, endsNow }: TransactionStripProps): JSX.Element {
  const { types, isEstimate = false } = query.data ?? {};
  const finding = useMemo(
    () => (types === undefined || isEstimate ? undefined : findFall(types, deploys)),
    [types, isEstimate, deploys],
  );
  const slowdown = useMemo(
    () =>
      types === undefined || isEstimate || finding !== undefined ? undefined : findSlowdown(types, deploys),
    [types, isEstimate, finding, deploys],
  );
  return (
    <>
      {finding !== undefined && <FindingLine finding={finding} />}
      {slowdown !== undefined && <SlowdownLine slowdown={slowdown} />}
      <QueryView query={query} skeleton={<StripSkeleton />}>
        {(data) => <Blocks data={data} deploys={deploys} endsNow={endsNow} />}
      </QueryView>
    </>
  );
}

function Blocks({
  data,
  deploys,
  endsNow,
}: { readonly data: TransactionsResult } & Pick<TransactionStripProps, "deploys" | "endsNow">): JSX.Element {
  const { types, from, to } = data;
  if (types.length === 0) {
    return (
      <EmptyState
        inline
        title="No transactions in this range"
        why="A transaction is one operation of your business: an order, a sign-up, a refund. Record it with transaction()."
        actions={<ScopeWideners />}
      />
    );
  }
  const shown = types.toSorted((a, b) => b.current.started - a.current.started).slice(0, most);
  return (
    <>
      <section
        className={classes(css["strip"], css[`of${Math.min(3, shown.length)}`])}
        aria-label="Business transactions"
      >
        {shown.map((summary) => (
          <TransactionBlock
            key={summary.type}
            summary={summary}
            fromMs={Date.parse(from)}
            toMs={Date.parse(to)}
            endsNow={endsNow}
            deploys={deploys}
            isEstimate={data.isEstimate}
          />
        ))}
      </section>
      {types.length > most && (
        <p className={css["more"]}>
          <Link className={ui.text["link"]} to="/transactions">
            All {types.length} transactions
          </Link>
        </p>
      )}
    </>
  );
}

function StripSkeleton(): JSX.Element {
  return (
    <section className={classes(css["strip"], ui.skeleton["skeleton"])} aria-hidden="true">
      {[0, 1, 2].map((at) => (
        <div className={css["block"]} key={at}>
          <i style={{ width: 96, margin: "6px 0 16px" }} />
          <i style={{ width: 132, height: 18, marginBottom: 20 }} />
          <i style={{ width: "100%", height: 64 }} />
          <i style={{ width: 190, margin: "24px 0 10px" }} />
          <i style={{ width: 240 }} />
        </div>
      ))}
    </section>
  );
}
