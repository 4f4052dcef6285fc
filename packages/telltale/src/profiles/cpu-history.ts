// How busy this process was since any moment of the last two minutes, from a look at its CPU time every quarter of a second: tells
// without touching the profiler whether a span worked or waited.

/** What was used until when, both in ms. */
interface Reading {
  readonly moment: number;
  readonly cpuMs: number;
}

/** The last readings. */
export interface CpuHistory {
  /** CPU time over time from `from` until `moment`, both of one clock; of what is known, where that is less. 1 is one core. */
  shareSince(from: number, moment: number): number;
  stop(): void;
}

const intervalMs = 250;
const maxReadings = 480;

/** Begins to read. `now` gives the moment in ms, `cpu` the CPU time used so far. Its timer keeps no process up. */
export function createCpuHistory(now: () => number, cpu: () => number = usedByProcess): CpuHistory {
  const readings: Reading[] = [];
  function read(): void {
    readings.push({ moment: now(), cpuMs: cpu() });
    if (readings.length > maxReadings) readings.shift();
  }
  read();
  const timer = setInterval(read, intervalMs).unref();
  return {
    shareSince(from, moment) {
      // the last reading before it; while the loop is blocked there are none
      let at = readings.length - 1;
      while (at > 0 && (readings[at] as Reading).moment > from) at--;
      const { moment: since, cpuMs } = readings[at] as Reading;
      return moment > since ? (cpu() - cpuMs) / (moment - since) : 0;
    },
    stop: () => clearInterval(timer),
  };
}

function usedByProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
