// Callbacks that observe: asked once per collection, bounded in time, and what they throw is counted.
import { report } from "./diagnose.ts";
import type { Instrument } from "./meter.ts";

/** The callbacks of one running engine. */
export interface Observers {
  /** Has `callback` asked at each collection for the values of `instruments`. The returned function ends that. */
  add(instruments: readonly Instrument[], callback: () => unknown): () => void;
  /** Asks all; resolves when they have answered or the time is over. Never rejects. */
  observe(): Promise<void>;
}

/** Callbacks that have `timeoutMs` to answer. */
export function createObservers(timeoutMs: number): Observers {
  const all = new Set<{ readonly instruments: readonly Instrument[]; readonly callback: () => unknown }>();
  return {
    add(instruments, callback) {
      const entry = { instruments, callback };
      all.add(entry);
      return () => {
        all.delete(entry);
        for (const instrument of instruments) instrument.clear();
      };
    },
    async observe() {
      if (all.size === 0) return;
      for (const { instruments } of all) for (const instrument of instruments) instrument.clear();
      const answers = [...all].map(async ({ callback }) => {
        try {
          await callback();
        } catch (error) {
          report("observer_failed", error);
        }
      });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          report("observer_late");
          resolve();
        }, timeoutMs).unref();
      });
      await Promise.race([Promise.all(answers), late]);
      clearTimeout(timer);
    },
  };
}
