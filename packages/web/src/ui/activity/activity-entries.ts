// Business records and what happened in their traces as one list in order of time.
import type { Activity, ActivityError, BusinessEvent, LogRecord, TraceSummary } from "contract";

/** A line of the list; `kind` is what it is of. */
export type ActivityEntry = Moment &
  (
    | { readonly kind: "record"; readonly event: BusinessEvent }
    | { readonly kind: "trace"; readonly trace: TraceSummary }
    | { readonly kind: "error"; readonly error: ActivityError }
    | { readonly kind: "log"; readonly log: LogRecord }
  );

interface Moment {
  readonly key: string;
  readonly timeNs: string;
  readonly traceId: string;
}

export type ActivityKind = ActivityEntry["kind"];

/** Of what happened at the same time: a trace before its records. */
const order: readonly ActivityKind[] = ["trace", "record", "log", "error"];

/** All of `events` and of `activity`, oldest first. */
export function toEntries(
  events: readonly BusinessEvent[],
  activity: Pick<Activity, "traces" | "errors" | "logs"> | undefined,
): ActivityEntry[] {
  const entries: ActivityEntry[] = [
    ...events.map((event) => entryOf(event.timeNs, event.traceId, { kind: "record", event }, event.uid)),
    ...(activity?.traces ?? []).map((trace) =>
      entryOf(trace.startNs, trace.traceId, { kind: "trace", trace }, trace.traceId),
    ),
    ...(activity?.errors ?? []).map((error, at) =>
      entryOf(error.timeNs, error.traceId, { kind: "error", error }, `${error.fingerprint}${at}`),
    ),
    ...(activity?.logs ?? []).map((log) => entryOf(log.timeNs, log.traceId, { kind: "log", log }, log.id)),
  ];
  return entries.toSorted(byTime);
}

/** How many there are of each kind. */
export function countKinds(entries: readonly ActivityEntry[]): Readonly<Record<ActivityKind, number>> {
  const counts = { record: 0, trace: 0, error: 0, log: 0 };
  for (const { kind } of entries) counts[kind] += 1;
  return counts;
}

function entryOf<Of extends { readonly kind: ActivityKind }>(
  timeNs: string,
  traceId: string,
  of: Of,
  id: string,
): Moment & Of {
  return { key: `${of.kind} ${id}`, timeNs, traceId, ...of };
}

function byTime(a: ActivityEntry, b: ActivityEntry): number {
  const [first, second] = [BigInt(a.timeNs), BigInt(b.timeNs)];
  if (first !== second) return first < second ? -1 : 1;
  return order.indexOf(a.kind) - order.indexOf(b.kind) || (a.key < b.key ? -1 : 1);
}
