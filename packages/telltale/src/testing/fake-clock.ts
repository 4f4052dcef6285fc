// A clock that moves only when a test says so: for the library's spans, records, timers and time-outs.
// The application's own timers are left to the test runner's fake ones.
import { types } from "../engine/runtime/builtin.ts";
import { fromTimeInput, now, setClock, type TestClock, toEpochMs } from "../engine/runtime/clock.ts";
import { TelemetryError } from "../error.ts";

/** Time in the hands of a test. */
export interface FakeClock {
  /**
   * Lets `ms` pass: what is due meanwhile (a transaction's time-out) happens at its moment.
   *
   * @throws {TelemetryError} `TT_CLOCK` for what is not a length of time.
   */
  advance(ms: number): void;
  /** The present moment. */
  now(): Date;
}

interface Due {
  readonly moment: number;
  readonly act: () => void;
}

/** Stops time at `start`, or the present moment for `fake`, until `release`, which brings about what is due later: with telemetry off, it says nothing. */
export function stopTime(start: "fake" | Date): { readonly clock: FakeClock; release(): void } {
  const due = new Set<Due>();
  const standIn: TestClock = {
    moment: start === "fake" ? now() : momentOf(start),
    after(ms, act) {
      const appointment = { moment: standIn.moment + ms, act };
      due.add(appointment);
      return () => void due.delete(appointment);
    },
  };
  setClock(standIn);
  return {
    release() {
      setClock(undefined);
      for (const { act } of due) act();
    },
    clock: {
      now: () => new Date(toEpochMs(standIn.moment)),
      advance(ms) {
        if (!Number.isFinite(ms) || ms < 0)
          throw new TelemetryError("TT_CLOCK", `Cannot advance the clock by \`${ms}\`.`);
        const end = standIn.moment + ms;
        for (let next = earliest(due); next !== undefined && next.moment <= end; next = earliest(due)) {
          due.delete(next);
          standIn.moment = Math.max(standIn.moment, next.moment);
          next.act();
        }
        // something due may have moved it further
        standIn.moment = Math.max(standIn.moment, end);
      },
    },
  };
}

function momentOf(start: Date): number {
  const moment = types.isDate(start) ? fromTimeInput(start) : Number.NaN;
  if (Number.isFinite(moment)) return moment;
  throw new TelemetryError("TT_CLOCK", `Cannot stop time at \`${String(start)}\`.`);
}

function earliest(due: ReadonlySet<Due>): Due | undefined {
  let first: Due | undefined;
  for (const one of due) if (first === undefined || one.moment < first.moment) first = one;
  return first;
}
