// What stands in the place of a trace while it loads, when it was not kept, when it is unknown, when it is too large.
import { Link } from "@tanstack/react-router";
import type { Problem, Trace } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { nsToMs, exactTimeNs, formatTimeMs } from "../../lib/time.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { ProblemState } from "../../ui/problem-state.tsx";
import { Status } from "../../ui/status.tsx";
import { BusinessBar } from "./business-bar.tsx";

const crumbs = <Link to="/traces">Traces</Link>;
const widths = [62, 54, 48, 30, 34, 26, 38, 22, 44, 28, 20, 32];

export function TraceLoading({ id }: { readonly id: string }): JSX.Element {
  return (
    <div className="trace-page" aria-busy="true">
      <PageHead crumbs={crumbs} title="Trace" sub={<span className="mono">{id.slice(0, 16)}…</span>} />
      <div className="bench alone">
        <div className="work skel wf-skel">
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
        sub={<span className="mono">{id}</span>}
      />
      {unknown ? (
        <div className="state">
          <b>No trace with this id is stored</b>
          <p>
            It may not have arrived yet, its retention may have ended, or the id was cut short.
            {id.length === 32 ? "" : ` A trace id has 32 hex digits; this one has ${id.length}.`}
          </p>
          <p className="acts">
            <button type="button" className="btn" onClick={onRetry}>
              Look again
            </button>
            <Link to="/traces" className="btn quiet">
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

/** Sampling let the spans go; what the business recorded is all here. */
export function NotKept({ trace }: { readonly trace: Trace }): JSX.Element {
  return (
    <div className="trace-kept">
      <PageHead crumbs={crumbs} title="Trace not kept" sub={<span className="mono">{trace.traceId}</span>} />
      <BusinessBar trace={trace} />
      <div className="state inline">
        <b>The spans of this trace were not kept</b>
        <p>
          A sampling rule let them go. Its business records are always kept and stand below, so no figure is
          missing.
        </p>
      </div>
      {trace.businessEvents.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>Time</th>
              <th>Kind</th>
              <th>Name</th>
              <th>What</th>
              <th>Service</th>
            </tr>
          </thead>
          <tbody>
            {trace.businessEvents.map((event) => (
              <tr key={event.uid}>
                <td className="dim" title={exactTimeNs(event.timeNs)}>
                  {formatTimeMs(nsToMs(event.timeNs))}
                </td>
                <td>{event.kind}</td>
                <td className="strong">
                  {event.name} <span className="dim">{event.entityId}</span>
                </td>
                <td>
                  {[event.phase, event.step || event.state || event.outcome, event.reason]
                    .filter(Boolean)
                    .join(" · ")}
                </td>
                <td className="dim">{event.service}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

export function Truncated({ trace }: { readonly trace: Trace }): JSX.Element {
  return (
    <p className="note">
      <Status kind="warn">partial</Status>
      <span className="note-text">
        shows the first {formatCount(trace.spans.length)} spans and {formatCount(trace.logs.length)} log
        records; the trace has more
      </span>
    </p>
  );
}
