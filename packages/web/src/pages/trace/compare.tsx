// Two traces side by side: the same operations aligned, what one has and the other lacks, and where the time went.
import { Link } from "@tanstack/react-router";
import type { Trace } from "contract";
import { useMemo, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { useApi } from "../../data/use-api.ts";
import { diffTraces } from "../../draw/trace-diff.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs, formatDateTime, nsToMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import { CompareTable } from "./compare-table.tsx";
import { shownPaths } from "./compared-paths.ts";
import css from "./compare.module.css";
import type { TraceSearch } from "./search.ts";
import { mainRoot, toTraceModel, type TraceModel } from "./trace-model.ts";
import { TraceLoading, TraceProblem } from "./trace-states.tsx";
import { useTraceSearch } from "./use-trace-search.ts";

export interface CompareProps {
  readonly trace: Trace;
  /** The id of the other trace. */
  readonly other: string;
}

/** Loads the other trace; `trace` is there. */
export function Compare({ trace, other }: CompareProps): JSX.Element {
  const { data, error, refetch } = useApi(
    "/api/traces/:id",
    { params: { id: other }, query: { detail: "auto" } },
    { refresh: "still" },
  );
  if (error !== null)
    return <TraceProblem id={other} problem={toProblem(error)} onRetry={() => void refetch()} />;
  // The trace that was compared before stays as a placeholder.
  if (data === undefined || data.traceId !== other.toLowerCase()) return <TraceLoading id={other} />;
  return <Compared a={trace} b={data} />;
}

function Compared({ a, b }: { readonly a: Trace; readonly b: Trace }): JSX.Element {
  const left = useMemo(() => toTraceModel(a), [a]);
  const right = useMemo(() => toTraceModel(b), [b]);
  const paths = useMemo(() => diffTraces(left.tree, right.tree), [left, right]);
  const [search, change] = useTraceSearch();
  const shown = useMemo(
    () => shownPaths(paths, { all: search.ops === "all", largest: search.rank === "largest" }),
    [paths, search.ops, search.rank],
  );
  const changed = paths.filter(({ kind }) => kind !== "same").length;
  const spanMs = Math.max(left.tree.durationMs, right.tree.durationMs);
  return (
    <>
      <PageHead
        crumbs={
          <>
            <Link to="/traces">Traces</Link>
            <i aria-hidden="true">/</i>
            <Link to="/traces/$id" params={{ id: a.traceId }}>
              {nameOf(left)}
            </Link>
          </>
        }
        title="Compare traces"
        sub={
          changed === 0
            ? `No differences in ${formatCount(paths.length)} operations`
            : `${formatCount(changed)} of ${formatCount(paths.length)} operations differ`
        }
        actions={
          <>
            <Link
              className={ui.button["button"]}
              to="/traces/$id"
              params={{ id: b.traceId }}
              search={{ with: a.traceId }}
            >
              <Icon name="compare" />
              Swap
            </Link>
            <CopyLink />
          </>
        }
      />
      <div className={css["sides"]}>
        <Side model={left} side="a" label="This trace" />
        <Side model={right} side="b" label="Other trace" />
      </div>
      {(a.outline !== undefined || b.outline !== undefined) && (
        <p className={ui.text["dim"]}>
          Attributes are compared in traces of up to 5,000 spans. These are compared by duration, count and
          errors.
        </p>
      )}
      <Controls search={search} onSearch={change} />
      {shown.length === 0 ? (
        <div className={ui.state["inline"]}>
          <b>These traces do not differ</b>
          <p>Both made the same calls as often, in times within 10 % of each other.</p>
        </div>
      ) : (
        <CompareTable paths={shown} spanMs={spanMs} flat={search.rank === "largest"} />
      )}
    </>
  );
}

function Controls({
  search,
  onSearch,
}: {
  readonly search: TraceSearch;
  readonly onSearch: (change: TraceSearch) => void;
}): JSX.Element {
  return (
    <div className={css["controls"]}>
      <Segments
        label="Operations"
        value={search.ops}
        choices={[
          [undefined, "Differences"],
          ["all", "All operations"],
        ]}
        onChange={(ops) => onSearch({ ops })}
      />
      <Segments
        label="Order"
        value={search.rank}
        choices={[
          [undefined, "By call"],
          ["largest", "Largest first"],
        ]}
        onChange={(rank) => onSearch({ rank })}
      />
    </div>
  );
}

function nameOf({ tree }: TraceModel): string {
  return mainRoot(tree)?.span.name || "(no name)";
}

/** Name, time and figures of one trace. */
function Side({
  model,
  side,
  label,
}: {
  readonly model: TraceModel;
  readonly side: "a" | "b";
  readonly label: string;
}): JSX.Element {
  const { tree, trace } = model;
  return (
    <section className={classes(css["side"], css[side])} aria-label={label}>
      <p className={ui.text["dim"]}>{label}</p>
      <h2>
        <Link to="/traces/$id" params={{ id: trace.traceId }} className={ui.text["link"]}>
          {nameOf(model)}
        </Link>{" "}
        <span>{formatDuration(tree.durationMs)}</span>
      </h2>
      <p className={ui.text["dim"]}>
        {formatCount(tree.nodes.length)} {tree.nodes.length === 1 ? "span" : "spans"} · {tree.services.length}{" "}
        {tree.services.length === 1 ? "service" : "services"} · {formatCount(tree.errorCount)}{" "}
        {tree.errorCount === 1 ? "error" : "errors"} ·{" "}
        <time title={exactTimeNs(tree.originNs)}>{formatDateTime(nsToMs(tree.originNs))}</time>
      </p>
    </section>
  );
}
