// The events of one person as visits. A new visit starts after half an hour without an event.
import { visitGapMs } from "catalog/visit";
import type { BusinessEvent } from "contract";

import { nsToMs } from "../../lib/time.ts";

export interface VisitPoint {
  readonly key: string;
  readonly name: string;
  readonly tone: "step" | "ok" | "error" | "left";
  /** Ms since the start of the visit. */
  readonly at: number;
  readonly timeNs: string;
  readonly traceId: string;
  /** The reason of a failure, or the id of the transaction. */
  readonly note: string;
  readonly amount: { readonly amount: string; readonly currency: string } | null;
}

export interface Visit {
  readonly key: string;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly points: readonly VisitPoint[];
  /** Ms between this visit and the one before; `null` on the first. */
  readonly pauseMs: number | null;
}

/** Visits oldest first. Steps of `journey` and the ends of transactions count; `null` includes every journey. */
export function personVisits(events: readonly BusinessEvent[], journey: string | null): Visit[] {
  const visits: Visit[] = [];
  let points: VisitPoint[] = [];
  let start = 0;
  let last = Number.NEGATIVE_INFINITY;
  const close = (): void => {
    if (points.length === 0) return;
    const before = visits.at(-1);
    const pauseMs = before === undefined ? null : start - before.startMs - before.lengthMs;
    visits.push({ key: points[0]!.key, startMs: start, lengthMs: last - start, points, pauseMs });
  };
  for (const event of events) {
    const named = describe(event, journey);
    if (named === null) continue;
    const ms = nsToMs(event.timeNs);
    if (ms - last >= visitGapMs) {
      close();
      points = [];
      start = ms;
    }
    last = ms;
    const amount =
      event.amount === null || event.kind !== "transaction"
        ? null
        : { amount: event.amount, currency: event.currency };
    points.push({
      key: event.uid,
      ...named,
      at: ms - start,
      timeNs: event.timeNs,
      traceId: event.traceId,
      amount,
    });
  }
  close();
  return visits;
}

function describe(
  event: BusinessEvent,
  journey: string | null,
): Pick<VisitPoint, "name" | "tone" | "note"> | null {
  if (event.kind === "journey") {
    if (journey !== null && event.name !== journey) return null;
    if (event.phase === "abandoned") return { name: "left", tone: "left", note: event.reason || event.step };
    return event.step === "" ? null : { name: event.step, tone: "step", note: "" };
  }
  if (event.kind !== "transaction" || event.outcome === "") return null;
  const tone = event.outcome === "completed" ? "ok" : event.outcome === "failed" ? "error" : "left";
  return {
    name: `${event.name} ${event.outcome}`,
    tone,
    note: tone === "ok" ? event.entityId : event.reason || event.entityId,
  };
}
