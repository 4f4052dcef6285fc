// The leader's job: judges each hour against its history, in thirds while it lasts and whole once it is over, and again when it received more
// spans. Like traces, hours come due by the time of receipt, so imported ones are judged too.
import type { LeftOut } from "../../store/detector-passes.ts";
import { delaySeconds, type DueHours, openDueHours } from "./due-hours.ts";
import { type HistoryKind, historyKinds, type HourStores, judgeHour } from "./judge-hour.ts";

export interface HistoryJobOptions extends HourStores {
  readonly nowMs: () => number;
  /** Logs what an operator should know. */
  readonly note: (text: string) => void;
}

export interface HistoryJob {
  /** Judges the hours that are due, the latest first. One call at a time. */
  tick(signal: AbortSignal): Promise<void>;
  /** Since the process began. */
  readonly figures: HistoryFigures;
}

export interface HistoryFigures {
  readonly hours: number;
  readonly findings: number;
  /** When no hour was left to judge the last time, Unix ms; 0 before. */
  readonly untilMs: number;
  /** The last hour that was not compared as a whole. */
  readonly leftOut: LeftOut | undefined;
}

/** How often hours come due: a third of an hour. */
const roundSeconds = 1_200;
/** In a new store. */
const firstSeconds = 7_200;
const mostFailures = 3;

interface Run {
  readonly signal: AbortSignal;
  readonly due: DueHours;
}

export function createHistoryJob({ nowMs, note, ...stores }: HistoryJobOptions): HistoryJob {
  let run: Run | undefined;
  const figures = { hours: 0, findings: 0, untilMs: 0, leftOut: undefined as LeftOut | undefined };

  async function begin(signal: AbortSignal): Promise<Run> {
    const firstReceived = completeUntil(nowMs()) + delaySeconds - firstSeconds;
    return { signal, due: await openDueHours(stores.history, firstReceived, nowMs) };
  }

  /** Rejects when something failed that is tried again, after all kinds were tried. */
  async function judge({ signal, due }: Run, hour: number, minutes: number): Promise<void> {
    const { failed, ...judged } = due.get(hour);
    // the other kinds have judged the same minutes already, but not those since then
    const left = failed?.minutes === minutes ? failed.kinds : undefined;
    const kinds = new Map<HistoryKind, number>();
    let error: unknown;
    for (const kind of left?.keys() ?? historyKinds) {
      try {
        figures.findings += await judgeHour({ hour, minutes }, kind, stores, nowMs());
      } catch (err) {
        if (signal.aborted) throw err;
        const times = (left?.get(kind) ?? 0) + 1;
        if (times === mostFailures) {
          note(notCompared(hour, kind, err));
          figures.leftOut = { fromMs: hour * 1000, toMs: (hour + minutes * 60) * 1000, reason: String(err) };
        } else kinds.set(kind, times);
        error = err;
      }
    }
    if (kinds.size > 0) {
      due.set(hour, { ...judged, failed: { minutes, kinds } });
      throw error;
    }
    figures.hours++;
    if (minutes < 60) due.set(hour, { minutes });
    else due.delete(hour);
  }

  return {
    async tick(signal) {
      if (run?.signal !== signal) run = await begin(signal);
      // rejects while the store is unavailable: that is not a failure of the hour that is next
      else await stores.history.cursor();
      const { due } = run;
      while (!signal.aborted) {
        const until = completeUntil(nowMs());
        await due.collect(until);
        const next = due.next(until);
        if (next === undefined) break;
        await judge(run, ...next);
        await due.save("at times");
      }
      if (signal.aborted) return;
      await due.save("now");
      figures.untilMs = nowMs();
    },
    figures,
  };
}

/** Until when spans are complete, Unix seconds. */
function completeUntil(nowMs: number): number {
  return Math.floor((nowMs / 1000 - delaySeconds) / roundSeconds) * roundSeconds;
}

function notCompared(hour: number, kind: HistoryKind, err: unknown): string {
  const from = new Date(hour * 1000).toISOString();
  return `The hour from ${from} is not compared with its history for ${kind}: ${mostFailures} attempts failed. ${String(err)}`;
}
