// Stores how far a detector is: after each failure, when it works again, and else once a minute. A console that dies stores nothing more,
// and a run that takes long stores nothing meanwhile: then the age of the record tells.
import type { Job } from "../lease/leader.ts";
import type { DetectorPass, DetectorPassStore, LeftOut, StoredPass } from "../store/detector-passes.ts";

export interface RecordedDetector {
  readonly detector: string;
  /** Up to when everything is judged, Unix ms; 0 before the first run. */
  readonly untilMs: () => number;
  /** What was left out in this process. */
  readonly leftOut?: () => LeftOut | undefined;
  readonly passes: DetectorPassStore;
  readonly nowMs: () => number;
}

const saveEveryMs = 60_000;

/** `job`, which does what it did, and is recorded. */
export function recordPasses(job: Job, recorded: RecordedDetector): Job {
  const { passes, nowMs } = recorded;
  let saved: { readonly text: string; readonly ms: number } | undefined;
  /** What a console before has stored. */
  let before: Partial<StoredPass> | undefined;
  let savedMs: number | undefined;

  async function record(reason: string): Promise<void> {
    before ??= (await passes.read()).find(({ detector }) => detector === recorded.detector) ?? {};
    const leftOut = recorded.leftOut?.() ?? before.leftOut;
    const text = JSON.stringify([reason, leftOut]);
    const now = nowMs();
    if (saved?.text === text && Math.abs(now - saved.ms) < saveEveryMs) return;
    const pass: DetectorPass = {
      detector: recorded.detector,
      // a clock that was ahead for a while must not say for days that everything is judged
      untilMs: Math.min(now, Math.max(recorded.untilMs(), before.untilMs ?? 0)),
      reason,
      ...(leftOut !== undefined && { leftOut }),
    };
    // the newest record counts, also after the clock was set back
    savedMs = Math.max(now, (savedMs ?? before.savedMs ?? 0) + 1);
    await passes.save(pass, savedMs);
    saved = { text, ms: now };
  }

  return {
    ...job,
    async run(signal, leadership) {
      let failure: Error | undefined;
      try {
        await job.run(signal, leadership);
      } catch (error) {
        failure = error as Error;
      }
      // what cannot be recorded now is with the next run
      if (leadership.isHeld()) await record(failure?.message ?? "").catch(() => undefined);
      if (failure !== undefined) throw failure;
    },
  };
}
