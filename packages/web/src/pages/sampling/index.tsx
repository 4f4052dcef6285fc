// Which traces are kept: the rules that processes take from here, what each did, and who has which.
import "./sampling.css";

import type { SamplingResult } from "contract";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatTime } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Editor } from "./editor.tsx";
import { NoToken, ProcessesTable } from "./processes-table.tsx";
import { type Decisions, decisionsIn, decisionsMetric, ruleGroups } from "./rule-rows.ts";
import { RulesTable } from "./rules-table.tsx";

const snippet = `import { start } from "telltale";

start({
  service: "checkout",
  sampling: { remote: { url: "${typeof location === "undefined" ? "" : location.origin}", token: process.env.TELLTALE_TOKEN } },
});`;

/** The page. */
export function SamplingPage(): JSX.Element {
  const query = useApi("/api/sampling", {}, { everyMs: 5000 });
  const [editing, setEditing] = useState(false);
  const { data } = query;
  return (
    <>
      <PageHead
        title="Sampling"
        sub={data === undefined ? "" : subOf(data)}
        actions={
          <>
            {data !== undefined && data.version > 0 && !editing && (
              <button type="button" className="btn" onClick={() => setEditing(true)}>
                Edit rules
              </button>
            )}
            <CopyLink />
          </>
        }
      />
      <QueryView
        query={query}
        skeleton={<SkeletonTable head={["Rule", "For", "Rate", "Kept", "Dropped"]} rows={6} />}
      >
        {(result) => (
          <>
            {!result.signs && <NoToken />}
            {editing ? (
              <Editor data={result} onDone={() => setEditing(false)} />
            ) : (
              <Rules data={result} onEdit={() => setEditing(true)} />
            )}
            {result.signs && (
              <section className="section">
                <header>
                  <h2>Processes</h2>
                </header>
                <ProcessesTable data={result} />
              </section>
            )}
          </>
        )}
      </QueryView>
    </>
  );
}

function subOf({ version, saved }: SamplingResult): string {
  return version === 0 ? "no rules saved" : `version ${version}, saved ${formatTime(saved)}`;
}

function Rules({
  data,
  onEdit,
}: {
  readonly data: SamplingResult;
  readonly onEdit: () => void;
}): JSX.Element {
  const { decisions, untold } = useDecisions();
  const groups = ruleGroups(data.rules, decisions);
  if (groups.length === 0) {
    return (
      <EmptyState
        title={data.version === 0 ? "No sampling rules saved" : "The sampling rules are empty"}
        why="Without saved rules, processes use their own. Processes that are started as below apply saved rules within half a minute, without a restart."
        actions={
          <button type="button" className="btn" onClick={onEdit}>
            Write rules
          </button>
        }
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  return (
    <>
      <RulesTable groups={groups} />
      {untold && (
        <p className="dim figures-note">
          To see how many traces each rule kept and dropped, enable self-metrics:{" "}
          <code>start({"{ selfMetrics: true }"})</code>.
        </p>
      )}
    </>
  );
}

const refresh = { everyMs: 15_000 } as const;

/** What rules decided in the range, as far as processes tell: whether they do is asked first. */
function useDecisions(): { readonly decisions: Decisions; readonly untold: boolean } {
  const { rangeQuery, service } = useScope();
  const known = useApi(
    "/api/metrics",
    { query: { ...rangeQuery, service, search: decisionsMetric } },
    refresh,
  );
  const isTold = known.data?.metrics.some(({ name }) => name === decisionsMetric) === true;
  const { data } = useApi(
    "/api/metrics/:name",
    {
      params: { name: decisionsMetric },
      query: {
        ...rangeQuery,
        service,
        aggregation: "sum",
        groupBy: [
          "telltale.sampling.stage",
          "telltale.sampling.rule",
          "telltale.sampling.decision",
          "service.name",
        ],
      },
    },
    { ...refresh, enabled: isTold },
  );
  const told = isTold ? data : undefined;
  return {
    decisions: decisionsIn(told),
    untold: !known.isPending && (!isTold || data?.series.length === 0),
  };
}
