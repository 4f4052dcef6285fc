// One trace: what it was, what it meant, where its time went, and everything each span carries.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Trace } from "contract";
import { useMemo, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { urlOf } from "../../data/client.ts";
import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs, formatDateTime, nsToMs } from "../../lib/time.ts";
import { CopyButton, CopyLink } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { BusinessBar } from "./business-bar.tsx";
import { NotKept, TraceLoading, TraceProblem, Truncated } from "./trace-states.tsx";
import { mainRoot, toTraceModel, type TraceModel } from "./trace-model.ts";
import { Workbench } from "./workbench.tsx";
import "./trace.css";
import "./waterfall.css";
import "./span-panel.css";

const route = getRouteApi("/traces/$id");

export function TracePage(): JSX.Element {
  const { id } = route.useParams();
  const { data, error, isPlaceholderData, refetch } = useApi(
    "/api/traces/:id",
    { params: { id } },
    { refresh: "still" },
  );
  if (error !== null)
    return <TraceProblem id={id} problem={toProblem(error)} onRetry={() => void refetch()} />;
  if (data === undefined || isPlaceholderData) return <TraceLoading id={id} />;
  if (!data.kept || data.spans.length === 0) return <NotKept trace={data} />;
  return <LoadedTrace trace={data} />;
}

function LoadedTrace({ trace }: { readonly trace: Trace }): JSX.Element {
  const model = useMemo(() => toTraceModel(trace), [trace]);
  return (
    <div className="trace-page">
      <TraceHead model={model} />
      <BusinessBar trace={trace} />
      {trace.truncated && <Truncated trace={trace} />}
      <Workbench model={model} />
    </div>
  );
}

function TraceHead({ model }: { readonly model: TraceModel }): JSX.Element {
  const { trace, tree } = model;
  const { traceId } = trace;
  const spans = trace.spans.length;
  const services = tree.services.length;
  const startMs = nsToMs(tree.originNs);
  return (
    <PageHead
      crumbs={<Link to="/traces">Traces</Link>}
      title={mainRoot(tree)?.span.name || "(no name)"}
      suffix={formatDuration(tree.durationMs)}
      sub={
        <span className="trace-sub">
          {formatCount(spans)} {spans === 1 ? "span" : "spans"} · {services}{" "}
          {services === 1 ? "service" : "services"} ·{" "}
          <time title={exactTimeNs(tree.originNs)}>{formatDateTime(startMs)}</time>
          <span className="dot3"> · </span>
          <span className="tid mono">
            <span title={traceId}>{shortId(traceId)}…</span>
            <CopyButton text={traceId} what="trace id" />
          </span>
        </span>
      }
      actions={
        <>
          <a
            className="btn"
            href={urlOf("/api/traces/:id", { id: traceId }, undefined)}
            download={`trace-${traceId}.json`}
          >
            <Icon name="download" />
            JSON
          </a>
          <CopyLink />
        </>
      }
    />
  );
}

/** Ids of 64 bits are padded with zeros, which tell nothing. */
function shortId(traceId: string): string {
  return traceId.replace(/^0{16}(?=[0-9a-f]{16}$)/, "").slice(0, 12);
}
