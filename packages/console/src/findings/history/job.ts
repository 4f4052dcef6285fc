// The leader's job: judges each hour against its history, once it is over, and again when it received more spans. Like traces, hours come due
// by the time of receipt, so imported ones are judged too.
import { type HistoryKind, historyKinds, type HourStores, judgeHour } from "./judge-hour.ts";

export interface HistoryJobOptions extends HourStores {
  readonly nowMs: () => number;
  /** Logs what an operator should know. */
  readonly note: (text: string) => void;
}

export interface HistoryJob {
  /** Judges the hours that are due. One call at a time. */
  tick(signal: AbortSignal): Promise<void>;
  /** Since the process began. */
  readonly figures: HistoryFigures;
}

export interface HistoryFigures {
  readonly hours: number;
  readonly findings: number;
}

const hourSeconds = 3_600;
/** Spans of an hour may arrive so long after its end. */
const delaySeconds = 300;
/** What was received before this process led is judged from so many hours back. */
const hoursBack = 2;
const mostFailures = 3;
/** Of an import; the latest. */
const mostHours = 200;

interface Run {
  readonly signal: AbortSignal;
  /** What was received before made its hours due; Unix seconds. */
  received: number;
  /** What is left to judge of each hour, with how often it failed. */
  readonly due: Map<number, Map<HistoryKind, number>>;
}

export function createHistoryJob({ nowMs, note, ...stores }: HistoryJobOptions): HistoryJob {
  let run: Run | undefined;
  let hours = 0;
  let findings = 0;

  /** Notes the hours that received spans. */
  async function collect(current: Run, until: number): Promise<void> {
    if (until + delaySeconds <= current.received) return;
    const received = until + delaySeconds;
    const found = await stores.history.hours(current.received, received);
    if (found.length > mostHours) note(tooMany(found.length));
    for (const hour of found.slice(0, mostHours))
      // the hour that has begun comes due with the next
      if (hour <= until) addDue(current.due, hour);
    current.received = received;
  }

  /** Rejects when something failed that is tried again, after all kinds were tried. */
  async function judge(current: Run, hour: number, kinds: Map<HistoryKind, number>): Promise<void> {
    const errors: unknown[] = [];
    for (const [kind, failures] of kinds) {
      try {
        findings += await judgeHour(hour, kind, stores, nowMs());
      } catch (err) {
        if (current.signal.aborted) throw err;
        kinds.set(kind, failures + 1);
        if (failures + 1 < mostFailures) {
          errors.push(err);
          continue;
        }
        note(notCompared(hour, kind, err));
      }
      kinds.delete(kind);
    }
    if (errors.length > 0) throw errors[0];
    hours++;
    current.due.delete(hour);
  }

  return {
    async tick(signal) {
      const now = nowMs() / 1000;
      const until = Math.floor((now - delaySeconds) / hourSeconds) * hourSeconds;
      if (run?.signal !== signal)
        run = {
          signal,
          received: until + delaySeconds - hoursBack * hourSeconds,
          due: new Map(),
        };
      await collect(run, until);
      for (const [hour, kinds] of [...run.due].toSorted(([a], [b]) => a - b)) {
        if (signal.aborted || hour >= until) return;
        await judge(run, hour, kinds);
      }
    },
    get figures() {
      return { hours, findings };
    },
  };
}

/** Each kind again; what failed has so many attempts less. */
function addDue(due: Run["due"], hour: number): void {
  const failures = due.get(hour);
  due.set(hour, new Map(historyKinds.map((kind) => [kind, failures?.get(kind) ?? 0])));
}

function tooMany(hours: number): string {
  return `Spans of ${hours} hours were received. The ${hours - mostHours} earliest of these hours are not compared with their history.`;
}

function notCompared(hour: number, kind: HistoryKind, err: unknown): string {
  const from = new Date(hour * 1000).toISOString();
  return `The hour from ${from} is not compared with its history for ${kind}: ${mostFailures} attempts failed. ${String(err)}`;
}
