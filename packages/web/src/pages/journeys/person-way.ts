// One person's records as visits: steps in a row, a new visit after half an hour of nothing.
import type { BusinessEvent } from "contract";

import { nsToMs } from "../../lib/time.ts";

export interface WayPoint {
  readonly key: string;
  readonly name: string;
  readonly tone: "step" | "ok" | "error" | "left";
  /** Ms since the visit began. */
  readonly at: number;
  readonly timeNs: string;
  readonly traceId: string;
  /** Reason of a failure, id and worth of what was bought. */
  readonly note: string;
  readonly amount: { readonly amount: string; readonly currency: string } | null;
}

export interface Visit {
  readonly key: string;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly points: readonly WayPoint[];
  /** Ms between this visit and the one before; `null` on the first. */
  readonly pauseMs: number | null;
}

const pause = 30 * 60_000;

/** Visits oldest first. Steps of `journey` and the ends of transactions count; `null` takes every journey. */
export function personWay(events: readonly BusinessEvent[], journey: string | null): Visit[] {
  const visits: Visit[] = [];
  let points: WayPoint[] = [];
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
    if (ms - last > pause) {
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
): Pick<WayPoint, "name" | "tone" | "note"> | null {
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
