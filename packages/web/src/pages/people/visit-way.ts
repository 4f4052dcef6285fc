// What a visit is in a line: its steps in order of time, and the transactions that ended in it.
import type { BusinessEvent, Money } from "contract";

import { nsToMs } from "../../lib/time.ts";
import type { ActivityEntry } from "../../ui/activity/activity-entries.ts";

export interface VisitPoint {
  readonly key: string;
  readonly step: string;
  /** Since the first entry of the visit. */
  readonly sinceMs: number;
  /** A transaction failed before the next step. */
  readonly isBad: boolean;
}

/** Steps of journeys and transactions; one that is repeated in a row is one. */
export function visitWay(entries: readonly ActivityEntry[]): readonly VisitPoint[] {
  const points: VisitPoint[] = [];
  const startMs = entries[0] === undefined ? 0 : nsToMs(entries[0].timeNs);
  for (const entry of entries) {
    if (entry.kind !== "record") continue;
    const { step, outcome, phase } = entry.event;
    const last = points.at(-1);
    if (phase === "step" && step !== "" && step !== last?.step)
      points.push({ key: entry.key, step, sinceMs: nsToMs(entry.timeNs) - startMs, isBad: false });
    else if (outcome === "failed" && last !== undefined) points[points.length - 1] = { ...last, isBad: true };
  }
  return points;
}

const two = (part: number): string => String(part).padStart(2, "0");

/** `0:44`, `1:02:30`: how far into the visit. */
export function clockOf(sinceMs: number): string {
  const seconds = Math.floor(sinceMs / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours === 0 ? minutes : `${hours}:${two(minutes)}`}:${two(seconds % 60)}`;
}

export interface VisitEnd {
  readonly completed: readonly {
    readonly key: string;
    readonly type: string;
    readonly amount: Money | undefined;
  }[];
  /** By type, outcome and reason. */
  readonly unfinished: readonly {
    readonly key: string;
    readonly type: string;
    readonly outcome: string;
    readonly reason: string;
    readonly count: number;
  }[];
}

/** How the transactions of a visit ended, each once. */
export function visitEnds(entries: readonly ActivityEntry[]): VisitEnd {
  const ended = new Map<string, BusinessEvent>();
  for (const entry of entries) {
    if (entry.kind !== "record" || entry.event.kind !== "transaction" || entry.event.phase !== "ended")
      continue;
    const key = `${entry.event.name}\n${entry.event.entityId}`;
    if (!ended.has(key)) ended.set(key, entry.event);
  }
  const all = [...ended].map(([key, event]) => ({ key, event }));
  const unfinished = Map.groupBy(
    all.filter(({ event }) => event.outcome !== "completed").map(({ event }) => event),
    ({ name, outcome, reason }) => `${name}\n${outcome}\n${reason}`,
  );
  return {
    completed: all
      .filter(({ event }) => event.outcome === "completed")
      .map(({ key, event: { name, amount, currency } }) => ({
        key,
        type: name,
        amount: amount === null ? undefined : { amount, currency },
      })),
    unfinished: [...unfinished].map(([key, events]) => ({
      key,
      type: events[0]!.name,
      outcome: events[0]!.outcome,
      reason: events[0]!.reason,
      count: events.length,
    })),
  };
}
