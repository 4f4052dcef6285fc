// What happened in the traces of business records: the traces themselves, and their errors and logs. Traces are found by the times of the
// records, errors by the hours of the traces, logs by the index on trace ids.
import type { Activity, ActivityError, BusinessEvent } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { limitList } from "../limits/limit-list.ts";
import { toSqlTime } from "../time/time.ts";
import { summariseNear, type TraceMoments } from "../traces/trace-summaries.ts";
import { type LogColumns, toLogRecord } from "./log-record.ts";
import { findResources } from "./resources.ts";

const maxTraces = 200;
const maxErrors = 200;
const maxLogs = 500;
const hourNs = 3_600_000_000_000n;

/** The activity of the latest traces of `events`; with logs only `withLogs`. */
export async function findActivity(
  events: readonly BusinessEvent[],
  { withLogs }: { readonly withLogs: boolean },
  context: ApiContext,
): Promise<Activity> {
  const all = toMoments(events);
  const moments = all.slice(0, maxTraces);
  if (moments.length === 0) return { traces: [], errors: [], logs: [], truncated: false };
  const ids = moments.map(({ traceId }) => traceId);
  const [traces, logs] = await Promise.all([
    summariseNear(moments, context),
    withLogs ? run<LogColumns>(context, "activity-logs", { traces: ids, limit: maxLogs + 1 }) : [],
  ]);
  const extents = traces.map(({ startNs, durationNs }) => ({
    firstNs: startNs,
    lastNs: (BigInt(startNs) + BigInt(durationNs)).toString(),
  }));
  const errors = await run<ActivityError>(context, "activity-errors", {
    traces: ids,
    hours: hoursOf([...moments, ...extents]),
    limit: maxErrors + 1,
  });
  const resources = await findResources(
    logs.map((row) => row.resourceId),
    context,
  );
  const listed = {
    traces: limitList(traces.toSorted((a, b) => (BigInt(a.startNs) < BigInt(b.startNs) ? 1 : -1))),
    errors: limitList(errors, { rows: maxErrors }),
    logs: limitList(
      logs.map((row) => toLogRecord(row, resources)),
      { rows: maxLogs },
    ),
  };
  return {
    traces: listed.traces.items,
    errors: listed.errors.items,
    logs: listed.logs.items,
    truncated: all.length > maxTraces || Object.values(listed).some(({ truncated }) => truncated > 0),
  };
}

/** The first and last record of each trace, the latest trace first. */
function toMoments(events: readonly BusinessEvent[]): TraceMoments[] {
  const traced = events.filter(({ traceId }) => traceId !== "");
  return [...groupBy(traced, ({ traceId }) => traceId)]
    .map(([traceId, own]) => {
      const times = own.map(({ timeNs }) => BigInt(timeNs)).toSorted((a, b) => (a < b ? -1 : 1));
      return { traceId, firstNs: String(times[0]), lastNs: String(times.at(-1)) };
    })
    .toSorted((a, b) => (BigInt(a.lastNs) < BigInt(b.lastNs) ? 1 : -1));
}

function hoursOf(extents: readonly Omit<TraceMoments, "traceId">[]): string[] {
  const hours = new Set<bigint>();
  for (const { firstNs, lastNs } of extents)
    for (let hour = BigInt(firstNs) / hourNs; hour <= BigInt(lastNs) / hourNs; hour++) hours.add(hour);
  return [...hours].map((hour) => toSqlTime(hour * hourNs).slice(0, 19));
}
