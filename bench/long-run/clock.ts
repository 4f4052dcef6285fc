// A clock that passes a change to daylight saving time in the middle of the run: the clocks of the console, its engine, the senders and the
// shop are ahead of that of the machine, all by the same (tools/shifted-clock.c).

const dayMs = 86_400_000;
/** The time zone of all processes of a run. */
export const timeZone = "Europe/Berlin";

export interface RunClock {
  /** By how much the processes are ahead. */
  readonly aheadMs: number;
  /** When the clocks change, by the clock of the processes. */
  readonly changeMs: number;
}

/** A clock that passes the next change to daylight saving time in `inMs`. */
export function createClock(inMs: number, nowMs: number = Date.now()): RunClock {
  const changeMs = changeAfter(nowMs + inMs + 3 * dayMs);
  return { changeMs, aheadMs: Math.round((changeMs - nowMs - inMs) / 1000) * 1000 };
}

/** The next time at which summer begins in `timeZone` after `ms`: the last Sunday of March, 01:00 UTC. */
function changeAfter(ms: number): number {
  const year = new Date(ms).getUTCFullYear();
  const [first, second] = [year, year + 1].map((one) => {
    const end = new Date(Date.UTC(one, 2, 31, 1));
    return end.getTime() - end.getUTCDay() * dayMs;
  });
  return first! > ms ? first! : second!;
}

/** The environment of a process with this clock, set back by `behindMs`. */
export function clockVariables(
  library: string,
  { aheadMs }: RunClock,
  behindMs = 0,
): Readonly<Record<string, string>> {
  return {
    TZ: timeZone,
    LD_PRELOAD: library,
    TELLTALE_ENGINE_PRELOAD: library,
    FAKETIME: `+${Math.round((aheadMs - behindMs) / 1000)}`,
  };
}
