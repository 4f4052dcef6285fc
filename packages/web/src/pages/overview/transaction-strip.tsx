// The main finding and the transaction types: at most six, those that stopped and those with most transactions first.
import { Link } from "@tanstack/react-router";
import type { TransactionTypeSummary, WorkflowTypeSummary } from "contract";
import type { JSX } from "react";

import { useFailedParts } from "../../data/failed-parts.ts";
import { ownData } from "../../data/own-data.ts";
import type { Answer } from "../../data/use-api.ts";
import type { KnownEvidence } from "../../data/use-transaction-evidence.ts";
import { unknownWords } from "../../lib/completeness.ts";
import type { CompleteTransactions } from "../../state/complete-results.ts";
import { useLate } from "../../state/completeness.ts";
import { useIsAtRisk } from "../../state/new-errors.ts";
import { useStops, withStopped } from "../../state/stopped-types.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import { useNotKnown } from "../../ui/use-not-known.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import { MainFinding } from "./main-finding.tsx";
import { TransactionBlock } from "./transaction-block.tsx";
import css from "./transaction-strip.module.css";
import type { Elsewhere } from "./use-elsewhere.ts";

export interface TransactionStripProps {
  readonly query: Answer<CompleteTransactions>;
  /** The same with all that was received, also in time that is not complete. */
  readonly received: readonly TransactionTypeSummary[] | undefined;
  readonly deploys: readonly JudgedDeploy[];
  readonly endsNow: boolean;
  readonly known: KnownEvidence;
  /** Absent until they were read. */
  readonly workflows: readonly WorkflowTypeSummary[] | undefined;
  /** What else is new or worse in the range; `undefined` until it is read. */
  readonly elsewhere: Elsewhere | undefined;
  /** Whether another section of the page could not be read. */
  readonly isFailed: boolean;
}

const most = 6;
const isUnknown = (summary: CompleteTransactions["types"][number]): boolean =>
  unknownWords(summary) !== undefined;

export function TransactionStrip(props: TransactionStripProps): JSX.Element {
  const { query, deploys, known, workflows, endsNow } = props;
  const { isKnown } = useNotKnown();
  const { failed } = useFailedParts();
  const types = query.data?.types;
  const stops = useStops(known, types);
  const isFailed = query.isError || props.isFailed || failed.length > 0;
  return (
    <>
      <MainFinding
        types={ownData(query)?.isEstimate === false ? types : undefined}
        known={known}
        stops={stops}
        workflows={workflows}
        deploys={deploys}
        elsewhere={props.elsewhere}
        isUnknown={isKnown !== true || isFailed || known.truncated > 0 || types?.some(isUnknown) === true}
        endsNow={endsNow}
      />
      <QueryView query={query} skeleton={<StripSkeleton />}>
        {(data) => <Blocks {...props} data={withStopped(data, stops)} />}
      </QueryView>
    </>
  );
}

function Blocks({
  data,
  received,
  deploys,
  endsNow,
  known,
}: { readonly data: CompleteTransactions } & TransactionStripProps): JSX.Element {
  const { types, from, to } = data;
  const late = useLate(["business"]);
  const isAtRisk = useIsAtRisk();
  if (types.length === 0 && late !== undefined) return <LateEmpty late={late} things="transactions" />;
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
  const hasStopped = ({ type }: TransactionTypeSummary): number =>
    known.of(type)?.stop === undefined ? 0 : 1;
  const shown = types
    .toSorted((a, b) => hasStopped(b) - hasStopped(a) || b.current.started - a.current.started)
    .slice(0, most);
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
            received={received?.find(({ type }) => type === summary.type)?.buckets}
            fromMs={Date.parse(from)}
            toMs={Date.parse(to)}
            endsNow={endsNow}
            deploys={deploys}
            isEstimate={data.isEstimate}
            known={known.of(summary.type)}
            isAtRisk={isAtRisk}
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
