// Loaded into a process before its own code: how long its main thread was busy without a turn for others, by the clock and in CPU time.
// A request to the socket named by `TELLTALE_BENCH_LOOP` returns the figures since the one before.
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import { isMainThread } from "node:worker_threads";

export interface LoopTurns {
  /** How late a timer of the process was, of all its timers, in ms. */
  readonly p99Ms: number;
  readonly maxMs: number;
  /** CPU time of the thread in the longest turn, in ms: what does not depend on who else uses the machine. */
  readonly maxCpuMs: number;
  /** Turns that took more than {@link longMs} of CPU time. */
  readonly long: number;
}

const everyMs = 10;
const longMs = 50;
let lateMs: number[] = [];
let cpuMs: number[] = [];
let before = [performance.now(), threadMs()] as const;

function look(): void {
  const now = [performance.now(), threadMs()] as const;
  lateMs.push(now[0] - before[0] - everyMs);
  cpuMs.push(now[1] - before[1]);
  if (now[1] - before[1] > longMs && process.env["TELLTALE_BENCH_LOOP_LOG"] !== undefined)
    console.error(`turn of ${Math.round(now[1] - before[1])} ms CPU until ${Math.round(now[0])}`);
  before = now;
  setTimeout(look, everyMs).unref();
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

setTimeout(look, everyMs).unref();
const socket = process.env["TELLTALE_BENCH_LOOP"];
if (socket !== undefined && isMainThread) {
  // the console starts itself again in its process, which leaves the file of the first socket
  rmSync(socket, { force: true });
  createServer((_request, response) => {
    const sorted = lateMs.toSorted((a, b) => a - b);
    const figures: LoopTurns = {
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
      maxMs: sorted.at(-1) ?? Number.NaN,
      maxCpuMs: Math.max(...cpuMs),
      long: cpuMs.filter((ms) => ms > longMs).length,
    };
    [lateMs, cpuMs] = [[], []];
    response.end(JSON.stringify(figures));
  })
    .listen(socket)
    .unref();
}
