// Judges the traces that were received in some seconds.
import { setImmediate as nextTurn } from "node:timers/promises";
import { type CallReader, createCallReader } from "../bottlenecks/call.ts";
import type { FindingStore, ReceivedWindow } from "../store/findings.ts";
import { judgeSet } from "./judge-set.ts";
import type { JudgedSecond, Plan, ReceivedSecond } from "./plan-step.ts";
import { setsOf } from "./trace-sets.ts";

/** A trace has arrived whole when none of its spans was received for so long. */
export const quietSeconds = 10;
/** More spans in one window: only some of its traces are judged. A judged span costs as much as three that are stored. */
const mostInWindow = 50_000;
/** Of one tenant in one window. */
const mostTraces = 50_000;

interface Judging {
  readonly signal: AbortSignal;
  /** Until when traces were judged. */
  readonly next: number;
  /** Gets each second that was judged. */
  readonly judged: Map<number, JudgedSecond>;
}

interface WindowJudge {
  /** Judges again what received late spans, each trace with the share of its first judgement. */
  late(current: Judging, plan: Plan): Promise<void>;
  fresh(current: Judging, plan: Plan): Promise<void>;
  /** Since the process began. */
  readonly figures: { readonly traces: number; readonly findings: number };
}

interface WindowJudgeOptions {
  readonly store: FindingStore;
  readonly nowMs: () => number;
}

export function createWindowJudge({ store, nowMs }: WindowJudgeOptions): WindowJudge {
  const reader: CallReader = createCallReader();
  let traces = 0;
  let findings = 0;

  async function judge(signal: AbortSignal, window: Omit<ReceivedWindow, "from" | "limit">): Promise<void> {
    const { every, seconds } = window;
    const found = await store.traces({ ...window, from: Math.min(...seconds), limit: mostTraces });
    for (const set of setsOf(found)) {
      if (signal.aborted) return;
      const rows = await judgeSet(set, { store, reader, every, pause: nextTurn });
      await store.save(rows, nowMs());
      traces += set.ids.length;
      findings += rows.filter(({ gone }) => !gone).length;
    }
  }

  return {
    async late({ signal, next, judged }, { late, known }) {
      const unknown = late.filter(({ second }) => !judged.has(second));
      const every = unknown.length === 0 ? 1 : shareOf(unknown);
      const everyOf = ({ second }: ReceivedSecond): number => judged.get(second)?.every ?? every;
      const seconds = secondsOf(late);
      for (const share of new Set(known.map(everyOf))) {
        const last = secondsOf(known.filter((one) => everyOf(one) === share));
        await judge(signal, { seconds, last, until: next + quietSeconds, every: share });
      }
      if (signal.aborted) return;
      for (const one of late) judged.set(one.second, { spans: one.spans, every: everyOf(one) });
    },
    async fresh({ signal, judged }, { fresh, to }) {
      const every = shareOf(fresh);
      const seconds = secondsOf(fresh);
      await judge(signal, { seconds, last: seconds, until: to + quietSeconds, every });
      if (signal.aborted) return;
      for (const { second, spans } of fresh) judged.set(second, { spans, every });
    },
    get figures() {
      return { traces, findings };
    },
  };
}

/** One of how many traces is judged: more than one window can take are sampled, and carry the weight of the others. */
function shareOf(received: readonly ReceivedSecond[]): number {
  const spans = received.reduce((sum, one) => sum + one.spans, 0);
  return 2 ** Math.max(0, Math.ceil(Math.log2(spans / mostInWindow)));
}

function secondsOf(received: readonly ReceivedSecond[]): number[] {
  return received.map(({ second }) => second);
}
