// One bottleneck: what it costs, its course with deploys, the statement, what helps, and traces with their evidence.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Bottleneck, BottleneckResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import {
  adviceOf,
  amountOf,
  countedOf,
  kindWords,
  savedInAll,
  savedTime,
  shapeWords,
  tracesText,
  tracesTitle,
} from "../../lib/bottleneck-words.ts";
import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { exactTimeNs, formatTime, nsToMs } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Figures } from "../../ui/figures.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import { BeforeAndAfter } from "./before-and-after.tsx";
import css from "./bottlenecks.module.css";
import { CopyBottleneck } from "./copy-bottleneck.tsx";
import { exampleColumns, ExamplesTable } from "./examples-table.tsx";
import { SavedChart } from "./saved-chart.tsx";

const route = getRouteApi("/bottlenecks/$fingerprint");

export function BottleneckPage(): JSX.Element {
  const { fingerprint } = route.useParams();
  const { rangeQuery } = useScope();
  const query = useApi("/api/bottlenecks/:fingerprint", { params: { fingerprint }, query: rangeQuery });
  const found = query.data?.bottleneck;
  return (
    <>
      <PageHead
        crumbs={<Link to="/bottlenecks">Bottlenecks</Link>}
        title={found === undefined ? fingerprint : kindWords[found.kind]}
        sub={
          found === undefined ? "" : `in ${found.operation} of ${found.service}, ${shapeWords[found.shape]}`
        }
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(result) => <Parts result={result} />}
      </QueryView>
    </>
  );
}

function Parts({ result }: { readonly result: BottleneckResult }): JSX.Element {
  const { bottleneck, history, examples } = result;
  const { change } = bottleneck;
  return (
    <>
      <CostFigures bottleneck={bottleneck} />
      {change !== null && history !== null && (
        <BeforeAndAfter bottleneck={bottleneck} change={change} history={history} />
      )}
      {bottleneck.savedMs > 0 && <SavedChart result={result} />}
      <section className={ui.section["section"]} aria-label="Cause">
        <header>
          <h2>Cause</h2>
          {change === null && <span className={ui.text["dim"]}>{amountOf(bottleneck)}</span>}
          <span className={ui.section["end"]}>
            <CopyBottleneck bottleneck={bottleneck} variant="button" />
          </span>
        </header>
        <pre className={classes(css["target"], ui.text["mono"])}>{bottleneck.target}</pre>
        <p className={css["advice"]}>
          <TextWithCode text={adviceOf(bottleneck)} />
        </p>
      </section>
      <section className={ui.section["section"]} aria-label="Traces">
        <header>
          <h2>Traces</h2>
          <span className={ui.text["dim"]}>
            {change === null ? "most time saved first" : "slowest first"}; the spans are highlighted in the
            trace
          </span>
        </header>
        <ExamplesTable examples={examples} />
      </section>
    </>
  );
}

function CostFigures({ bottleneck }: { readonly bottleneck: Bottleneck }): JSX.Element {
  const { savedMs, savedMsPerTrace, transactions, amounts, firstSeenNs, lastNs } = bottleneck;
  return (
    <Figures
      figures={[
        { label: "time saved", value: savedInAll(bottleneck), title: `${savedMs} ms on the critical path` },
        { label: "per trace", value: savedTime(savedMsPerTrace), title: `${savedMsPerTrace} ms` },
        { label: "traces", value: tracesText(bottleneck), title: tracesTitle(bottleneck) },
        {
          label: ["transactions", countedOf(bottleneck)].join(" ").trim(),
          value: formatCount(transactions),
          title: String(transactions),
        },
        {
          label: "their amount",
          value: formatAmounts(amounts, 2),
          title: amounts.map(formatMoneyExact).join(", "),
        },
        { label: "first seen", value: formatTime(nsToMs(firstSeenNs)), title: exactTimeNs(firstSeenNs) },
        { label: "last seen", value: formatTime(nsToMs(lastNs)), title: exactTimeNs(lastNs) },
      ]}
    />
  );
}

function PageSkeleton(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={56} />
      <SkeletonBlock height={150} />
      <ListSkeleton columns={exampleColumns} />
    </>
  );
}
