// One trace: its root, its business, where its time went, and all data of each span.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Trace } from "contract";
import { useMemo, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs, formatDateTime, nsToMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { Compare } from "./compare.tsx";
import { CompareWith } from "./compare-with.tsx";
import { TraceDownloads } from "./trace-downloads.tsx";
import { ClockNote } from "./clock-note.tsx";
import { CopyButton, CopyLink } from "../../ui/copy-button.tsx";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Status } from "../../ui/status.tsx";
import { useTrace } from "./use-trace.ts";
import { useNarrow } from "../../ui/use-narrow.ts";
import { BusinessBar } from "./business-bar.tsx";
import { NotKept, TraceLoading, TraceProblem, Truncated } from "./trace-states.tsx";
import { mainRoot, toTraceModel, type TraceModel } from "./trace-model.ts";
import css from "./trace.module.css";
import { traceFinding } from "./trace-finding.ts";
import { Workbench } from "./workbench.tsx";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/traces/$id");

export function TracePage(): JSX.Element {
  const { id } = route.useParams();
  const { with: other } = route.useSearch();
  const { query, isArriving, isRootMissing } = useTrace(id);
  const { data, error, isPlaceholderData, refetch } = query;
  if (error !== null && data === undefined)
    return <TraceProblem id={id} problem={toProblem(error)} onRetry={() => void refetch()} />;
  if (data === undefined || isPlaceholderData) return <TraceLoading id={id} />;
  if (!data.kept) return <NotKept trace={data} />;
  if (other !== undefined) return <Compare trace={data} other={other} />;
  return (
    <LoadedTrace trace={data} arrival={isArriving ? "arriving" : isRootMissing ? "rootless" : "whole"} />
  );
}

/** `arriving`: more spans may come; `rootless`: the root has not come in time. */
type Arrival = "arriving" | "rootless" | "whole";

function LoadedTrace({ trace, arrival }: { readonly trace: Trace; readonly arrival: Arrival }): JSX.Element {
  const { clocks } = route.useSearch();
  const model = useMemo(() => toTraceModel(trace, clocks === "adjusted"), [trace, clocks]);
  return (
    <div className={css["page"]}>
      <TraceHead model={model} />
      <BusinessBar trace={trace} />
      {trace.truncated && <Truncated trace={trace} spans={model.tree.nodes.length} />}
      <ArrivalNote arrival={arrival} />
      <ClockNote model={model} />
      <Workbench model={model} />
    </div>
  );
}

function ArrivalNote({ arrival }: { readonly arrival: Arrival }): JSX.Element | null {
  if (arrival === "whole") return null;
  return (
    <p className={classes(ui.note["note"], css["truncated"])} role="status">
      <Status kind={arrival === "arriving" ? "info" : "warn"}>
        {arrival === "arriving" ? "still arriving" : "root missing"}
      </Status>
      <span className={ui.note["text"]}>
        {arrival === "arriving"
          ? "More spans of this trace may come; the page adds them."
          : "The first span of this trace did not arrive. Its name, start and duration are those of the spans that did."}
      </span>
    </p>
  );
}

function TraceHead({ model }: { readonly model: TraceModel }): JSX.Element {
  const { trace, tree } = model;
  const { traceId } = trace;
  const spans = tree.nodes.length;
  const services = tree.services.length;
  const startMs = nsToMs(tree.originNs);
  const narrow = useNarrow();
  return (
    <PageHead
      crumbs={<Link to="/traces">Traces</Link>}
      title={mainRoot(tree)?.span.name || "(no name)"}
      suffix={formatDuration(tree.durationMs)}
      sub={
        <span className={css["subline"]}>
          {formatCount(spans)} {spans === 1 ? "span" : "spans"} · {services}{" "}
          {services === 1 ? "service" : "services"} ·{" "}
          <time title={exactTimeNs(tree.originNs)}>{formatDateTime(startMs)}</time>
          <span className={css["separator"]}> · </span>
          <span className={classes(ui.text["mono"], css["traceId"])}>
            <span title={traceId}>{shortId(traceId)}…</span>
            <CopyButton text={traceId} what="trace id" />
          </span>
        </span>
      }
      noteTime={{ fromMs: Math.floor(startMs), toMs: Math.ceil(startMs + tree.durationMs) }}
      actions={
        narrow ? undefined : (
          <span className={css["actions"]}>
            <CompareWith model={model} />
            <TraceDownloads traceId={traceId} />
            <CopyMarkdown finding={traceFinding(model)} variant="icon" />
            <CopyLink />
          </span>
        )
      }
    />
  );
}

/** Without the zeros that pad ids of 64 bits. */
function shortId(traceId: string): string {
  return traceId.replace(/^0{16}(?=[0-9a-f]{16}$)/, "").slice(0, 12);
}
