// The leader's job: judges each trace when it has arrived whole, which is when none of its spans was received for some seconds. The time of
// receipt is the cursor, so imported traces are judged like others, and a late span brings its whole trace back.
import type { LeftOut } from "../store/detector-passes.ts";
import type { FindingStore } from "../store/findings.ts";
import { createWindowJudge, quietSeconds } from "./judge-window.ts";
import {
  type JudgedSecond,
  lookAheadSeconds,
  type Plan,
  planStep,
  type ReceivedSecond,
  slackSeconds,
} from "./plan-step.ts";

export interface FindingJobOptions {
  readonly store: FindingStore;
  readonly nowMs: () => number;
  /** Logs what an operator should know. */
  readonly note: (text: string) => void;
}

export interface FindingJob {
  /** Judges all traces that have arrived. One call at a time. */
  tick(signal: AbortSignal): Promise<void>;
  readonly figures: FindingFigures;
}

export interface FindingFigures {
  /** Since the process began. */
  readonly traces: number;
  readonly findings: number;
  /** Until when traces are judged, Unix seconds of receipt; 0 before the first call. */
  readonly until: number;
  /** Times of receipt whose traces are not judged: the last part. */
  readonly leftOut: LeftOut | undefined;
}

/** In a new store. */
const firstSeconds = 3_600;
/** A window that failed so often is left out: it must not keep those after it from being judged. */
const mostFailures = 3;
const saveEverySeconds = 60;

interface Run {
  readonly signal: AbortSignal;
  /** Where this process began, Unix seconds. */
  readonly first: number;
  next: number;
  /** Seconds in which the next ones with data are looked for. */
  lookAhead: number;
  savedUntil: number;
  /** Seconds of receipt as they were when their traces were judged. */
  readonly judged: Map<number, JudgedSecond>;
  /** How often the parts of the next step failed. */
  readonly failures: Map<"late" | "fresh", number>;
}

export function createFindingJob({ store, nowMs, note }: FindingJobOptions): FindingJob {
  const judge = createWindowJudge({ store, nowMs });
  let run: Run | undefined;
  let leftOut: LeftOut | undefined;

  /** Judges a part of a step. Rejects when it fails, so that it is tried again; after the last attempt it is left out. */
  async function attempt(current: Run, plan: Plan, part: "late" | "fresh"): Promise<void> {
    if (plan[part].length === 0 || current.signal.aborted) return;
    try {
      await judge[part](current, plan);
    } catch (err) {
      const times = (current.failures.get(part) ?? 0) + 1;
      current.failures.set(part, times);
      if (current.signal.aborted || times < mostFailures) throw err;
      const [{ second }] = plan[part] as [ReceivedSecond];
      leftOut = withMore(leftOut, { fromMs: second * 1000, toMs: plan.to * 1000, reason: String(err) });
      const since = new Date(second * 1000).toISOString();
      note(`Traces received since ${since} are not judged: ${times} attempts failed. ${String(err)}`);
      const { judged } = current;
      for (const one of plan[part])
        judged.set(one.second, { spans: one.spans, every: judged.get(one.second)?.every ?? 1 });
    }
  }

  /** One window; resolves to whether there may be another. */
  async function step(current: Run, until: number): Promise<boolean> {
    const { next, lookAhead, judged, signal } = current;
    const rows = await store.received(next - slackSeconds, Math.min(until, next + lookAhead));
    const plan = planStep(current, rows, until);
    await attempt(current, plan, "late");
    await attempt(current, plan, "fresh");
    if (signal.aborted) return false;
    for (const second of judged.keys()) if (second < plan.to - slackSeconds) judged.delete(second);
    current.failures.clear();
    current.next = plan.to;
    current.lookAhead = plan.fresh.length === 0 ? 2 * lookAhead : lookAheadSeconds;
    return plan.to < until;
  }

  return {
    async tick(signal) {
      const until = Math.floor(nowMs() / 1000) - quietSeconds;
      if (run?.signal !== signal) run = await begin(store, signal, until);
      const current = run;
      while (current.next < until && (await step(current, until)));
      if (signal.aborted || current.next - current.savedUntil < saveEverySeconds) return;
      await store.saveCursor(current.next, nowMs());
      current.savedUntil = current.next;
    },
    get figures() {
      return { ...judge.figures, until: run?.next ?? 0, leftOut };
    },
  };
}

/** A part that follows the one before within ten minutes is the same outage. */
function withMore(before: LeftOut | undefined, more: LeftOut): LeftOut {
  return before !== undefined && more.fromMs - before.toMs < 600_000
    ? { ...more, fromMs: Math.min(before.fromMs, more.fromMs) }
    : more;
}

async function begin(store: FindingStore, signal: AbortSignal, until: number): Promise<Run> {
  const cursor = await store.cursor();
  const next = cursor === 0 ? until - firstSeconds : Math.min(cursor - slackSeconds, until);
  return {
    signal,
    first: next,
    next,
    lookAhead: lookAheadSeconds,
    savedUntil: next,
    judged: new Map(),
    failures: new Map(),
  };
}
