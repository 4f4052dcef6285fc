// GET /api/completeness: up to when the data of each service and signal is complete.
import type { CompletenessResult, ParamsOf, SignalCompleteness } from "contract";
import { type ApiContext, run } from "../context.ts";
import { doctorService } from "../received/doctor-service.ts";
import { judge, type Judged, type LagRow } from "../../store/judge-completeness.ts";

/** What was silent for longer is not listed. */
const forgottenMs = 86_400_000;
/** More than all consoles together keep. */
const mostRows = 500_000;

export async function getCompleteness(
  { service, signal, state, limit }: ParamsOf<"GET /api/completeness">,
  context: ApiContext,
): Promise<CompletenessResult> {
  const nowMs = context.nowMs();
  const rows = await run<LagRow>(context, "completeness", {
    sinceMs: nowMs - forgottenMs,
    doctor: doctorService,
    service,
    signal,
    limit: mostRows,
  });
  const all = bySignal(rows).map((group) => judge(group, nowMs));
  const counts = { current: 0, late: 0, silent: 0 };
  for (const one of all) counts[one.state] += 1;
  const upToMs = all.filter((one) => one.state !== "silent").map((one) => one.upToMs);
  return {
    time: iso(nowMs),
    completeUpTo: upToMs.length === 0 ? null : iso(upToMs.reduce((one, other) => Math.min(one, other))),
    counts,
    items: all
      .filter((one) => state === undefined || one.state === state)
      .toSorted(lateFirst)
      .slice(0, limit)
      .map((one) => toItem(one, nowMs)),
  };
}

/** Rows are in the order of service and signal. */
function bySignal(rows: readonly LagRow[]): readonly (readonly LagRow[])[] {
  const groups: LagRow[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.ofService === row.ofService && last[0].signal === row.signal) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

function lateFirst(a: Judged, b: Judged): number {
  if (a.state === "late" && b.state === "late") return a.upToMs - b.upToMs;
  if (a.state === "late") return -1;
  // the others stay in the order of their names
  return b.state === "late" ? 1 : 0;
}

function toItem(one: Judged, nowMs: number): SignalCompleteness {
  return {
    service: one.service,
    signal: one.signal,
    state: one.state,
    completeUpTo: iso(one.upToMs),
    behindMs: Math.max(0, nowMs - one.upToMs),
    lastReceivedAt: iso(one.receivedMs),
    source: one.source,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
