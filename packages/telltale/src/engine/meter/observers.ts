// Callbacks that observe: asked once per collection of each reader, bounded in time. What they throw, that they are late or
// take long is counted; one that still runs is not asked again, and what it says afterwards is left out.
import { report } from "../diagnostics/diagnose.ts";
import type { Instrument } from "./meter.ts";
import type { StreamReader } from "../metrics/resolve-streams.ts";

/** Takes one value. */
export type Observing = (instrument: Instrument, value: number, attributes?: object) => void;

/** Asked at a collection by `reader`, which integrations see; may be asynchronous. */
export type Observer = (observe: Observing, reader: object) => unknown;

/** The callbacks of one running engine. */
export interface Observers {
  /** Has `callback` asked at each collection. The returned function ends that. */
  add(callback: Observer): () => void;
  /** Asks all for `reader`; resolves with what went wrong when they have answered or the time is over. Never rejects. */
  observe(reader: StreamReader, timeoutMs: number): Promise<unknown[]>;
  /** Asks those that answer at once, for a process that ends. */
  observeNow(reader: StreamReader): void;
}

// a callback that blocks the event loop for longer is reported
const slowMs = 100;

/** No callbacks yet. */
export function createObservers(): Observers {
  const all = new Set<Entry>();
  return {
    add(callback) {
      const entry: Entry = { callback, running: new Set() };
      all.add(entry);
      return () => all.delete(entry);
    },
    async observe(reader, timeoutMs) {
      const errors: unknown[] = [];
      if (all.size === 0) return errors;
      const round: Round = { reader, open: true, errors };
      const answers = [...all].flatMap((entry) => ask(entry, round) ?? []);
      if (answers.length > 0 && !(await inTime(Promise.all(answers), timeoutMs))) {
        for (const { running } of all) {
          if (!running.has(reader)) continue;
          report("observer_late");
          errors.push(new Error(`Cannot wait for a callback longer than ${timeoutMs} ms`));
        }
      }
      round.open = false;
      return errors;
    },
    observeNow(reader) {
      const round: Round = { reader, open: true, errors: [] };
      for (const entry of all) ask(entry, round)?.catch(failed);
      round.open = false;
    },
  };
}

interface Entry {
  readonly callback: Observer;
  /** The readers for which it has not answered yet. */
  readonly running: Set<StreamReader>;
}

interface Round {
  readonly reader: StreamReader;
  readonly errors: unknown[];
  open: boolean;
}

const failed = (error: unknown): void => report("internal_error", error);

/** Asks one; the promise of an asynchronous answer, which never rejects. */
function ask(entry: Entry, round: Round): Promise<void> | undefined {
  const { reader } = round;
  if (entry.running.has(reader)) {
    report("observer_still_running");
    return undefined;
  }
  const began = performance.now();
  let observed: string | undefined;
  try {
    const answer = entry.callback((instrument, value, attributes) => {
      observed = instrument.descriptor.name;
      if (round.open) instrument.observe(reader, value, attributes);
      else report("observation_late", instrument.descriptor.name);
    }, reader);
    if (performance.now() - began > slowMs) report("observer_slow", observed);
    return isThenable(answer) ? awaitAnswer(entry, round, answer) : undefined;
  } catch (error) {
    report("observer_failed", error);
    round.errors.push(error);
    return undefined;
  }
}

async function awaitAnswer(
  entry: Entry,
  { reader, errors }: Round,
  answer: PromiseLike<unknown>,
): Promise<void> {
  entry.running.add(reader);
  try {
    await answer;
  } catch (error) {
    report("observer_failed", error);
    errors.push(error);
  } finally {
    entry.running.delete(reader);
  }
}

async function inTime(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false).unref();
  });
  const result = await Promise.race([work.then(() => true as const), late]);
  clearTimeout(timer);
  return result;
}

/** Whether `value` is a promise, of whatever make. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | undefined)?.then === "function";
}
