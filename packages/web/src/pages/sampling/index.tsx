// The sampling rules that processes get from the console, the decisions of each rule, and the processes with their version.
import { literal, typescript } from "quoting/typescript";
import type { SamplingResult } from "contract";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatTime } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Editor } from "./editor.tsx";
import { NoToken, ProcessesTable } from "./processes-table.tsx";
import { type Decisions, decisionsIn, decisionsMetric, ruleGroups } from "./rule-rows.ts";
import css from "./rules-table.module.css";
import { ruleColumns, RulesTable } from "./rules-table.tsx";
import { ui } from "../../ui/styles.ts";

const snippet = typescript`import { start } from "telltale";

start({
  service: "checkout",
  sampling: { remote: { url: ${literal(typeof location === "undefined" ? "" : location.origin)}, token: process.env.TELLTALE_TOKEN } },
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
              <button type="button" className={ui.button["button"]} onClick={() => setEditing(true)}>
                Edit rules
              </button>
            )}
            <CopyLink />
          </>
        }
      />
      <QueryView query={query} skeleton={<ListSkeleton columns={ruleColumns} className={css["rules"]} />}>
        {(result) => (
          <>
            {!result.signs && <NoToken />}
            {editing ? (
              <Editor data={result} onDone={() => setEditing(false)} />
            ) : (
              <Rules data={result} onEdit={() => setEditing(true)} />
            )}
            {result.signs && (
              <section className={ui.section["section"]}>
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
  const { decisions, missing } = useDecisions();
  const groups = ruleGroups(data.rules, decisions);
  if (groups.length === 0) {
    return (
      <EmptyState
        title={data.version === 0 ? "No sampling rules saved" : "The sampling rules are empty"}
        why="Without saved rules, processes use their own. Processes that are started as below apply saved rules within half a minute, without a restart."
        actions={
          <button type="button" className={ui.button["button"]} onClick={onEdit}>
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
      {missing && (
        <p className={classes(ui.text["dim"], css["note"])}>
          To see how many traces each rule kept and dropped, enable self-metrics:{" "}
          <code>start({"{ selfMetrics: true }"})</code>.
        </p>
      )}
    </>
  );
}

const refresh = { everyMs: 15_000, part: "decisions of the rules" } as const;

/** The decisions of rules in the range. `missing` says that no process reports them. */
function useDecisions(): { readonly decisions: Decisions; readonly missing: boolean } {
  const { rangeQuery, service } = useScope();
  const known = useApi(
    "/api/metrics",
    { query: { ...rangeQuery, service, search: decisionsMetric } },
    refresh,
  );
  const isReported = known.data?.metrics.some(({ name }) => name === decisionsMetric) === true;
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
    { ...refresh, enabled: isReported },
  );
  return {
    decisions: decisionsIn(isReported ? data : undefined),
    missing: known.isSuccess && (!isReported || data?.series.length === 0),
  };
}
