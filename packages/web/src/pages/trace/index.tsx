// One trace: its root, its business, where its time went, and all data of each span.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Trace } from "contract";
import { useMemo, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { urlOf } from "../../data/client.ts";
import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs, formatDateTime, nsToMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { CopyButton, CopyLink } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { useNarrow } from "../../ui/use-narrow.ts";
import { BusinessBar } from "./business-bar.tsx";
import { NotKept, TraceLoading, TraceProblem, Truncated } from "./trace-states.tsx";
import { mainRoot, toTraceModel, type TraceModel } from "./trace-model.ts";
import css from "./trace.module.css";
import { Workbench } from "./workbench.tsx";
import { ui } from "../../ui/styles.ts";

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
    <div className={css["page"]}>
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
      actions={
        narrow ? undefined : (
          <span className={css["actions"]}>
            <a
              className={ui.button["button"]}
              href={urlOf("/api/traces/:id", { id: traceId }, undefined)}
              download={`trace-${traceId}.json`}
            >
              <Icon name="download" />
              JSON
            </a>
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
