// Compare: what differs between two times, versions, environments or runs, by more than chance explains.
import { getRouteApi } from "@tanstack/react-router";
import {
  type CompareQuery,
  type CompareResult,
  maxComparedErrors,
  maxComparedMetrics,
  maxComparedOperations,
} from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatSpan } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { CompleteNote } from "../../ui/complete-note.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { ChangesTable, columnsOf } from "./changes-table.tsx";
import css from "./compare.module.css";
import { LatestDeploys, useCompareDeploys, versionNote } from "./deploys.tsx";
import { Finding } from "./finding.tsx";
import { sideWords } from "./row-words.ts";
import type { CompareSearch } from "./search.ts";
import { Sides, type SidesProps } from "./sides.tsx";
import { useCompareQuery, versionKey } from "./use-compare-query.ts";

const route = getRouteApi("/compare");
const kinds = [
  [undefined, "all"],
  ["transaction", "transactions"],
  ["funnel", "funnels"],
  ["service", "services"],
  ["operation", "operations"],
  ["error", "errors"],
  ["metric", "metrics"],
] as const;

export function ComparePage(): JSX.Element {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: CompareSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...part }) });
  const query = useCompareQuery(search);
  const deploys = useCompareDeploys();
  return (
    <>
      <PageHead title="Compare" sub="what differs by more than chance explains" actions={<CopyLink />} />
      <Sides search={search} onSearch={change} deploys={deploys} />
      {(search.mode === undefined || search.mode === "version") && <LatestDeploys deploys={deploys} />}
      {query === undefined ? (
        <EmptyState
          title="Choose both sides"
          why="The comparison begins when the base and the other side are chosen."
        />
      ) : (
        <Differences query={query} search={search} onSearch={change} deploys={deploys} />
      )}
    </>
  );
}

function Differences({
  query,
  search: { kind },
  onSearch,
  deploys,
}: SidesProps & { readonly query: CompareQuery }): JSX.Element {
  const result = useApi("/api/compare", { query }, { everyMs: 60_000 });
  return (
    <QueryView
      query={result}
      skeleton={<ListSkeleton columns={columnsOf()} rows={8} className={css["table"]} />}
    >
      {(data) => {
        const rows = data.changes.filter((row) => kind === undefined || row.kind === kind);
        return (
          <>
            <Summary result={data} deploys={deploys} />
            <Finding result={data} />
            {data.changes.length > 0 && (
              <div className={css["kinds"]}>
                <Segments
                  label="Kind"
                  value={kind}
                  choices={kinds}
                  onChange={(next) => onSearch({ kind: next })}
                  isDisabled={(one) => one !== undefined && !data.changes.some((row) => row.kind === one)}
                />
              </div>
            )}
            {rows.length > 0 ? (
              <ChangesTable rows={rows} result={data} />
            ) : data.changes.length > 0 ? (
              <NoneOfKind kind={kind} onAll={() => onSearch({ kind: undefined })} />
            ) : (
              <NoDifference result={data} />
            )}
            <AndMore
              truncated={data.truncated}
              things="changes"
              by="effect"
              fix="Choose a service, or a shorter time range."
            />
          </>
        );
      }}
    </QueryView>
  );
}

const cutWords: Readonly<Record<CompareResult["cut"][number], string>> = {
  transactions: "Only the busiest types of transactions of each side are compared.",
  spans: `Only the ${formatCount(maxComparedOperations)} most frequent operations of each side are compared.`,
  funnels: "Only the largest funnels of each side are compared.",
  errors: `Only the ${formatCount(maxComparedErrors)} most frequent errors of each side are compared.`,
  metrics: `Only the first ${formatCount(maxComparedMetrics)} metrics of each side are compared, by name.`,
};

function Summary({
  result,
  deploys,
}: Pick<SidesProps, "deploys"> & { readonly result: CompareResult }): JSX.Element {
  const { base, now, by, hasBase, steady, few, cut, failed } = result;
  const { service } = useScope();
  return (
    <>
      <dl className={css["summary"]}>
        <SideOf label="Base" side={base} by={by} deploys={deploys} />
        <SideOf label="Now" side={now} by={by} deploys={deploys} />
        <div>
          <dt>Not listed</dt>
          <dd>
            {formatCount(steady)} figures without a difference, {formatCount(few)} with too few observations
          </dd>
        </div>
      </dl>
      <CompleteNote completeUpTo={result.completeUpTo} from={now.from} />
      {service !== undefined && (
        <p className={ui.note["note"]}>
          <Status kind="off">not compared</Status>
          <span className={ui.note["text"]}>
            Transactions and funnels are compared for all services together only.
          </span>
        </p>
      )}
      {!hasBase && now.spans > 0 && (
        <p className={ui.note["note"]}>
          <Status kind="warn">no data in the base</Status>
          <span className={ui.note["text"]}>Nothing is listed as new. Choose another base.</span>
        </p>
      )}
      {cut.map((part) => (
        <p key={part} className={ui.note["note"]}>
          <Status kind="warn">not all compared</Status>
          <span className={ui.note["text"]}>
            {cutWords[part]}
            {part !== "funnels" && part !== "transactions" && " Choose a service to compare all of its own."}
          </span>
        </p>
      ))}
      {failed.map(({ part, reason }) => (
        <p key={part} className={ui.note["note"]}>
          <Status kind="warn">{part} not compared</Status>
          <span className={ui.note["text"]}>{reason}</span>
        </p>
      ))}
    </>
  );
}

/** What a side is, and of a version when it went out. */
function SideOf({
  label,
  side,
  by,
  deploys,
}: Pick<SidesProps, "deploys"> & {
  readonly label: string;
  readonly side: CompareResult["base"];
  readonly by: string;
}): JSX.Element {
  const note = by === versionKey ? versionNote(deploys, side.value) : undefined;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {sideWords(side, by, formatSpan(side.from, side.to))}
        <span className={ui.text["dim"]}>
          {formatCount(side.spans)} spans{note !== undefined && ` · ${note}`}
        </span>
      </dd>
    </div>
  );
}

/** Others differ: those of an address, or of the result before. */
function NoneOfKind({
  kind,
  onAll,
}: Pick<CompareSearch, "kind"> & { readonly onAll: () => void }): JSX.Element {
  return (
    <EmptyState
      title={`No ${kinds.find(([one]) => one === kind)?.[1] ?? "figures"} among the changes`}
      why="Figures of other kinds differ."
      actions={
        <button type="button" className={ui.button["button"]} onClick={onAll}>
          All kinds
        </button>
      }
    />
  );
}

function NoDifference({
  result: { base, now, steady, cut, failed },
}: {
  readonly result: CompareResult;
}): JSX.Element {
  const missing = base.spans === 0 ? "The base" : now.spans === 0 ? "The side to compare" : undefined;
  if (missing !== undefined && steady === 0)
    return (
      <EmptyState
        title={`${missing} has no spans`}
        why="Choose another time, or a side that sent spans in it."
        actions={<ScopeWideners />}
      />
    );
  return (
    <EmptyState
      title={cut.length + failed.length === 0 ? "No difference" : "No difference in what was compared"}
      why="No figure differs by more than chance explains. Figures with fewer than 20 observations on a side are not compared."
      actions={<ScopeWideners />}
    />
  );
}
