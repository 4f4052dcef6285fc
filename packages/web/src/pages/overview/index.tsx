// The overview: the main finding, transactions, funnels and services, and live events.

import type { FunnelsResult, ServicesResult, TransactionsResult } from "contract";
import { useMemo, type JSX } from "react";

import { useIsFirstDataThere } from "../../data/first-data.ts";
import { ownData } from "../../data/own-data.ts";
import { type Answer, useApi } from "../../data/use-api.ts";
import { useEstimated } from "../../data/use-estimated.ts";
import { useTransactionEvidence } from "../../data/use-transaction-evidence.ts";
import { lateOfType } from "../../lib/completeness.ts";
import { estimateWords } from "../../lib/sampled.ts";
import { describePrevious, namePrevious } from "../../lib/range-words.ts";
import { isMoving, resolveRange } from "../../lib/time-range.ts";
import {
  type CompleteServices,
  useCompleteFunnels,
  useCompleteServices,
  useCompleteTransactions,
} from "../../state/complete-results.ts";
import { useLate, useLateIn } from "../../state/completeness.ts";
import { useFunnelVerdicts } from "../../state/funnel-standing.ts";
import { useScope } from "../../state/scope.ts";
import { useServiceVerdicts } from "../../state/service-verdicts.ts";
import { useDeployAnswer } from "../../ui/deploy-markers.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Arrivals } from "./arrivals.tsx";
import { Changes } from "./changes.tsx";
import { judgeDeploys } from "../../lib/deploy-effect.ts";
import { FirstRun } from "./first-run.tsx";
import { NewBottlenecks } from "./new-bottlenecks.tsx";
import { NewErrors } from "./new-errors.tsx";
import { LateData } from "./late-data.tsx";
import css from "./overview.module.css";
import { Notes } from "./notes.tsx";
import { OpenAlerts } from "./open-alerts.tsx";
import { RecentAnomalies } from "./recent-anomalies.tsx";
import { FunnelsSection, ServicesSection } from "./sections.tsx";
import { upTo } from "./stuck-workflows.ts";
import { TransactionStrip } from "./transaction-strip.tsx";
import { Unknown } from "./unknown.tsx";
import { useElsewhere } from "./use-elsewhere.ts";
import { useFirstRun } from "./use-first-run.ts";
import { WorkflowsSection } from "./workflows-section.tsx";

/** The first page; the first-run page until data was received. Which of the two is not waited for: most consoles have data. */
export function OverviewPage(): JSX.Element {
  const { isFirst, arrived, stats } = useFirstRun();
  return isFirst && stats !== undefined ? <FirstRun arrived={arrived} stats={stats} /> : <Overview />;
}

interface Cut {
  readonly services: Pick<ServicesResult, "truncated"> | undefined;
  readonly funnels: Pick<FunnelsResult, "nextCursor"> | undefined;
  readonly transactions: Pick<TransactionsResult, "truncated" | "nextCursor"> | undefined;
}

/** Things of which there are more than the answers have. */
function cutOf({ services, funnels, transactions }: Cut): readonly string[] {
  const isCut = (transactions?.truncated ?? 0) > 0 || typeof transactions?.nextCursor === "string";
  return [
    ...((services?.truncated ?? 0) > 0 ? ["services"] : []),
    ...(typeof funnels?.nextCursor === "string" ? ["funnels"] : []),
    ...(isCut ? ["types of transactions"] : []),
  ];
}

function Overview(): JSX.Element {
  const { range, rangeQuery } = useScope();
  const asked = { query: rangeQuery };
  const received = useEstimated("/api/transactions", asked);
  const transactions = useCompleteTransactions(received, asked);
  const funnels = useCompleteFunnels(useEstimated("/api/funnels", asked), asked);
  const services = useCompleteServices(useApi("/api/services", asked), asked);
  const late = useLate(["business", "spans"]);
  const evidence = useTransactionEvidence(rangeQuery);
  const { deploys, ...changes } = useJudgedDeploys(services);
  const enabled = useIsFirstDataThere();
  const workflows = useApi("/api/workflows", { query: { ...rangeQuery, limit: 1 } }, { enabled });
  const ofServices = useServiceVerdicts(services.data);
  const ofFunnels = useFunnelVerdicts(funnels.data, rangeQuery);
  const cut = cutOf({ services: services.data, funnels: funnels.data, transactions: received.data });
  const elsewhere = useElsewhere(ownData(services) && ofServices, ownData(funnels) && ofFunnels, cut);
  const lateRecords = useLateIn(["business"]);
  const ownTypes = ownData(workflows)?.types;
  const workflowTypes = useMemo(
    () => ownTypes?.map((one) => upTo(one, lateOfType(one, lateRecords))),
    [ownTypes, lateRecords],
  );
  const { fromMs, toMs } = resolveRange(range);
  const shown = transactions.data ?? {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  };
  return (
    <>
      <PageHead
        title="Overview"
        sub={`${estimateWords("transactions and people", transactions.data, funnels.data)}compared with ${namePrevious(fromMs, toMs)}, ${describePrevious(shown.from, shown.to)}${late === undefined ? "" : ", only complete time"}`}
        actions={<CopyLink />}
      />
      <Unknown leftOutTypes={evidence.truncated} />
      <LateData />
      <TransactionStrip
        query={transactions}
        received={received.data?.types}
        deploys={deploys}
        endsNow={isMoving(range)}
        known={evidence}
        workflows={workflowTypes}
        elsewhere={elsewhere}
        isFailed={[funnels, services, workflows].some(({ isError }) => isError)}
      />
      <div className={css["columns"]}>
        <div>
          <NewErrors />
          <NewBottlenecks />
          <FunnelsSection query={funnels} verdicts={ofFunnels} />
          <WorkflowsSection query={workflows} />
          <ServicesSection query={services} verdicts={ofServices} deploys={deploys} />
        </div>
        <aside className={css["now"]} aria-label="Now">
          <OpenAlerts />
          <RecentAnomalies />
          <Changes deploys={deploys} {...changes} />
          <Notes />
          <Arrivals />
        </aside>
      </div>
    </>
  );
}

/** The deploys of the range and what followed them, once both are read. */
function useJudgedDeploys(services: Answer<CompleteServices>) {
  const known = useDeployAnswer();
  const [found, judged] = [ownData(known), ownData(services)];
  const deploys = useMemo(
    () => (judged === undefined || found === undefined ? [] : judgeDeploys(found.items, judged)),
    [found, judged],
  );
  return {
    deploys,
    isKnown: judged !== undefined && found !== undefined,
    isLost: services.isError || known.isError,
  };
}
