// One trace as its page needs it: the tree, and everything that is computed once and drawn often.
import { type BusinessEvent, criticalPath, type LogRecord, type PathSegment, type Trace } from "contract";

import { type ClockSkew, findClockSkew, shiftsOf } from "../../draw/clock-skew.ts";
import { segmentsBySpan } from "../../draw/segments-by-span.ts";
import { selfTimeByService, type SelfShare } from "../../draw/self-time.ts";
import { withoutBusinessRecords } from "../../lib/without-business-records.ts";
import { spansOf } from "./spans-of-outline.ts";
import { buildTraceTree, type SpanNode, type TraceTree } from "../../draw/trace-tree.ts";

const businessNames = new Set(
  withoutBusinessRecords.map((condition) => condition.replace("event.name!=", "")),
);

export interface TraceModel {
  readonly trace: Trace;
  readonly tree: TraceTree;
  readonly path: ReadonlyMap<SpanNode, readonly PathSegment<SpanNode>[]>;
  readonly logsBySpan: ReadonlyMap<string, readonly LogRecord[]>;
  /** Logs without a span, or with a span that is not in the trace. */
  readonly looseLogs: readonly LogRecord[];
  readonly selfTimes: readonly SelfShare[];
  /** Clocks that disagree in the times as recorded. */
  readonly skew: ClockSkew;
  /** `tree` has the times as `skew` shifts them. */
  readonly isAdjusted: boolean;
  /** Business events by the span they were recorded in. */
  readonly businessBySpan: ReadonlyMap<string, readonly BusinessEvent[]>;
  readonly errors: readonly SpanNode[];
}

/** Takes some hundred milliseconds for 100,000 spans; call it once per trace. */
export function toTraceModel(trace: Trace, adjusts = false): TraceModel {
  const spans = spansOf(trace);
  const recorded = buildTraceTree(spans);
  const skew = findClockSkew(recorded);
  const isAdjusted = adjusts && skew.clocks.length > 0;
  const tree = isAdjusted ? buildTraceTree(spans, shiftsOf(skew)) : recorded;
  const logsBySpan = new Map<string, LogRecord[]>();
  const looseLogs: LogRecord[] = [];
  for (const log of trace.logs) {
    // Business records are shown as business events, not as log records.
    if (businessNames.has(log.eventName)) continue;
    if (!tree.byId.has(log.spanId)) {
      looseLogs.push(log);
      continue;
    }
    const logs = logsBySpan.get(log.spanId);
    if (logs === undefined) logsBySpan.set(log.spanId, [log]);
    else logs.push(log);
  }
  return {
    trace,
    tree,
    path: segmentsBySpan(criticalPath(tree.roots)),
    logsBySpan,
    looseLogs,
    skew,
    isAdjusted,
    selfTimes: selfTimeByService(tree.nodes),
    businessBySpan: Map.groupBy(trace.businessEvents, (event) => event.spanId),
    errors: tree.nodes.filter((node) => node.span.status === "error"),
  };
}

/** The span that names the trace: the first true root, else the longest span whose parent is missing. */
export function mainRoot(tree: TraceTree): SpanNode | undefined {
  const root = tree.roots.find((node) => !node.orphan && !node.cut);
  return root ?? tree.roots.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
}

/** The type of the exception, the status message, or plain `error`; empty for a span that is not in error. */
export function errorWord({ span }: SpanNode): string {
  if (span.status !== "error") return "";
  const type = span.attributes["error.type"] ?? exceptionType(span);
  if (type?.type === "string" && type.value !== "") return type.value;
  return span.statusMessage === "" ? "error" : span.statusMessage;
}

function exceptionType(span: SpanNode["span"]): Trace["resources"][string][string] | undefined {
  return span.events.findLast((event) => event.name === "exception")?.attributes["exception.type"];
}
