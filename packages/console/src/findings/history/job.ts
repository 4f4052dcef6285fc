// The leader's job: judges each hour against its history, in thirds while it lasts and whole once it is over, and again when it received more
// spans. Like traces, hours come due by the time of receipt, so imported ones are judged too. What is left to do is stored: a new leader goes
// on with it.
import type { HistoryCursor } from "../../store/finding-history.ts";
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
}

const hourSeconds = 3_600;
/** How often hours come due: a third of an hour. */
const roundSeconds = 1_200;
/** Spans may be stored so long after their end. */
const delaySeconds = 300;
/** And after their receipt: this time is looked at again. */
const slackSeconds = 120;
/** In a new store. */
const firstSeconds = 2 * hourSeconds;
const mostFailures = 3;
const saveEveryMs = 30_000;

/** An hour that is due. */
interface Due {
  /** How much of it is judged. */
  readonly minutes: number;
  /** The kinds that are left, with how often they failed. Absent: all kinds. */
  readonly failed?: ReadonlyMap<HistoryKind, number>;
}

interface Run {
  readonly signal: AbortSignal;
  /** What was received before made its hours due; Unix seconds. */
  received: number;
  readonly due: Map<number, Due>;
  savedMs: number;
  isSaved: boolean;
}

export function createHistoryJob({ nowMs, note, ...stores }: HistoryJobOptions): HistoryJob {
  let run: Run | undefined;
  let hours = 0;
  let findings = 0;

  /** Until when spans are complete. */
  function untilNow(): number {
    return Math.floor((nowMs() / 1000 - delaySeconds) / roundSeconds) * roundSeconds;
  }

  async function begin(signal: AbortSignal): Promise<Run> {
    const first: HistoryCursor = {
      received: untilNow() + delaySeconds - firstSeconds,
      hours: [],
      savedMs: 0,
    };
    const { received, hours: left, savedMs } = (await stores.history.cursor()) ?? first;
    return {
      signal,
      received,
      due: new Map(left.map((hour) => [hour, { minutes: 0 }])),
      savedMs,
      isSaved: true,
    };
  }

  /** Notes the hours that received spans. */
  async function collect(current: Run, until: number): Promise<void> {
    const received = until + delaySeconds;
    if (received <= current.received) return;
    const found = await stores.history.hours(current.received - slackSeconds, received);
    // one that has only just begun is due, too: its first third may be received already
    for (const hour of found) if (hour <= until) current.due.set(hour, { minutes: 0 });
    current.received = received;
    await save(current);
  }

  async function save(current: Run): Promise<void> {
    current.isSaved = false;
    // later than the last one, also where the clock of its console was ahead
    const savedMs = Math.max(nowMs(), current.savedMs + 1);
    await stores.history.saveCursor({ received: current.received, hours: [...current.due.keys()], savedMs });
    current.isSaved = true;
    current.savedMs = savedMs;
  }

  /** Rejects when something failed that is tried again, after all kinds were tried. */
  async function judge({ signal, due }: Run, hour: number, minutes: number): Promise<void> {
    const { failed: left, ...judged } = due.get(hour)!;
    const failed = new Map<HistoryKind, number>();
    let error: unknown;
    for (const kind of left?.keys() ?? historyKinds) {
      try {
        findings += await judgeHour({ hour, minutes }, kind, stores, nowMs());
      } catch (err) {
        if (signal.aborted) throw err;
        const times = (left?.get(kind) ?? 0) + 1;
        if (times === mostFailures) note(notCompared(hour, kind, err));
        else failed.set(kind, times);
        error = err;
      }
    }
    if (failed.size > 0) {
      due.set(hour, { ...judged, failed });
      throw error;
    }
    hours++;
    if (minutes < 60) due.set(hour, { minutes });
    else due.delete(hour);
  }

  return {
    async tick(signal) {
      if (run?.signal !== signal) run = await begin(signal);
      const current = run;
      while (!signal.aborted) {
        const until = untilNow();
        await collect(current, until);
        const next = nextOf(current.due, until);
        if (next === undefined) break;
        current.isSaved = false;
        await judge(current, ...next);
        if (nowMs() - current.savedMs >= saveEveryMs) await save(current);
      }
      if (!signal.aborted && !current.isSaved) await save(current);
    },
    get figures() {
      return { hours, findings };
    },
  };
}

/** The latest hour of which more can be judged, and how much of it. */
function nextOf(due: Run["due"], until: number): readonly [hour: number, minutes: number] | undefined {
  let latest: readonly [number, number] | undefined;
  for (const [hour, { minutes }] of due) {
    const over = Math.min(60, (until - hour) / 60);
    if (over > minutes && (latest === undefined || hour > latest[0])) latest = [hour, over];
  }
  return latest;
}

function notCompared(hour: number, kind: HistoryKind, err: unknown): string {
  const from = new Date(hour * 1000).toISOString();
  return `The hour from ${from} is not compared with its history for ${kind}: ${mostFailures} attempts failed. ${String(err)}`;
}
