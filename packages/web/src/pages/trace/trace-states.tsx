// The page of a trace that is loading, unknown, not kept, or truncated.
import { Link } from "@tanstack/react-router";
import type { BusinessEvent, Problem, Trace } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { nsToMs, exactTimeNs, formatTimeMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { ProblemState } from "../../ui/problem-state.tsx";
import { Status } from "../../ui/status.tsx";
import { BusinessBar } from "./business-bar.tsx";
import css from "./trace.module.css";
import workbench from "./workbench.module.css";
import { ui } from "../../ui/styles.ts";

const crumbs = <Link to="/traces">Traces</Link>;
const widths = [62, 54, 48, 30, 34, 26, 38, 22, 44, 28, 20, 32];

export function TraceLoading({ id }: { readonly id: string }): JSX.Element {
  return (
    <div className={css["page"]} aria-busy="true">
      <PageHead
        crumbs={crumbs}
        title="Trace"
        sub={<span className={ui.text["mono"]}>{id.slice(0, 16)}…</span>}
      />
      <div className={classes(workbench["bench"], workbench["alone"])}>
        <div className={classes(ui.skeleton["skeleton"], workbench["work"], workbench["skeleton"])}>
          {widths.map((width, i) => (
            <div key={width}>
              <i style={{ width: `${width * 0.4}%`, marginLeft: Math.min(i, 4) * 14 }} />
              <i style={{ width: `${width}%`, marginLeft: `${i * 3}%` }} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

export interface TraceProblemProps {
  readonly id: string;
  readonly problem: Problem;
  readonly onRetry: () => void;
}

export function TraceProblem({ id, problem, onRetry }: TraceProblemProps): JSX.Element {
  const unknown = problem.code === "TRACE_UNKNOWN";
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={unknown ? "Unknown trace" : "Trace"}
        sub={<span className={ui.text["mono"]}>{id}</span>}
      />
      {unknown ? (
        <div className={ui.state["state"]}>
          <b>No trace with this id is stored</b>
          <p>
            It may not have arrived yet, its retention may have expired, or the id may be incomplete.
            {id.length === 32 ? "" : ` A trace id has 32 hex digits; this one has ${id.length}.`}
          </p>
          <p className={ui.state["actions"]}>
            <button type="button" className={ui.button["button"]} onClick={onRetry}>
              Retry
            </button>
            <Link to="/traces" className={ui.button["quiet"]}>
              Recent traces
            </Link>
          </p>
        </div>
      ) : (
        <ProblemState problem={problem} onRetry={onRetry} />
      )}
    </>
  );
}

/** A sampling rule dropped the spans; business records are always kept. */
export function NotKept({ trace }: { readonly trace: Trace }): JSX.Element {
  return (
    <div>
      <PageHead
        crumbs={crumbs}
        title="Trace not kept"
        sub={<span className={ui.text["mono"]}>{trace.traceId}</span>}
      />
      <BusinessBar trace={trace} />
      <div className={ui.state["inline"]}>
        <b>The spans of this trace were not kept</b>
        <p>
          A sampling rule dropped them. The business records below are always kept, so all business figures
          are complete.
        </p>
      </div>
      <List
        label="Business records"
        className={css["events"]}
        columns={eventColumns}
        rows={trace.businessEvents}
        keyOf={({ uid }) => uid}
        empty={null}
      />
    </div>
  );
}

const eventColumns: readonly Column<BusinessEvent>[] = [
  {
    label: "Time",
    cellClass: ui.text["dim"],
    title: ({ timeNs }) => exactTimeNs(timeNs),
    cell: ({ timeNs }) => formatTimeMs(nsToMs(timeNs)),
    csv: ({ timeNs }) => exactTimeNs(timeNs),
  },
  { label: "Kind", hide: "phone", cell: ({ kind }) => kind, csv: ({ kind }) => kind },
  {
    label: "Name",
    cellClass: ui.text["strong"],
    cell: ({ name, entityId }) => (
      <>
        {name} <span className={ui.text["dim"]}>{entityId}</span>
      </>
    ),
    csv: { Name: ({ name }) => name, Id: ({ entityId }) => entityId },
  },
  {
    label: "Event",
    cell: ({ phase, step, state, outcome, reason }) =>
      [phase, step || state || outcome, reason].filter(Boolean).join(" · "),
    csv: {
      Event: ({ phase }) => phase,
      "Step or state": ({ step, state }) => step || state,
      Outcome: ({ outcome }) => outcome,
      Reason: ({ reason }) => reason,
    },
  },
  {
    label: "Service",
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: ({ service }) => service,
    csv: ({ service }) => service,
  },
];

export function Truncated({ trace, spans }: { readonly trace: Trace; readonly spans: number }): JSX.Element {
  return (
    <p className={classes(ui.note["note"], css["truncated"])}>
      <Status kind="warn">partial</Status>
      <span className={ui.note["text"]}>
        shows the first {formatCount(spans)} spans and {formatCount(trace.logs.length)} log records; the trace
        has more
      </span>
      <Link to="/logs" search={{ trace: trace.traceId }} className={ui.text["link"]}>
        All log records
      </Link>
    </p>
  );
}
