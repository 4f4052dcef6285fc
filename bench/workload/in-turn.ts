// Two ways of doing the same, in turn in one process: what is said about their ratio holds on a machine that has other work, too.

import { openSync, readSync } from "node:fs";

export interface InTurn {
  /** Time per call without waits for a CPU, by way, in every block. */
  readonly ns: readonly (readonly number[])[];
  /** Calls of each way, those to warm up included. */
  readonly calls: number;
}

const perBlock = 400;
const warmUp = 100;

/** Runs blocks of 400 calls of each way, `rest` after each, which is not measured. Calls that give a promise are awaited together. */
export async function inTurn(
  ways: readonly (() => unknown)[],
  rest: () => Promise<unknown>,
  blocks = 400,
): Promise<InTurn> {
  const ns = ways.map((): number[] => []);
  for (let block = -warmUp; block < blocks; block++) {
    // the first of a pair is the other one each time
    for (const [at, way] of block % 2 === 0 ? [...ways.entries()] : [...ways.entries()].toReversed()) {
      const before = cpuNs();
      const results: unknown[] = [];
      for (let call = 0; call < perBlock; call++) results.push(way());
      if (results[0] instanceof Promise) await Promise.all(results);
      const spent = cpuNs() - before;
      if (block >= 0) ns[at]?.push(spent / perBlock);
      await rest();
    }
  }
  return { ns, calls: (blocks + warmUp) * perBlock };
}

const schedstat = ((): number | undefined => {
  try {
    return openSync("/proc/thread-self/schedstat", "r");
  } catch {
    return undefined;
  }
})();
const text = Buffer.alloc(128);

/** The clock, without the time in which this thread was ready and another had the CPU, where Linux reports it. */
function cpuNs(): number {
  const now = performance.now() * 1e6;
  if (schedstat === undefined) return now;
  const size = readSync(schedstat, text, 0, text.length, 0);
  return now - Number(text.toString("latin1", 0, size).split(" ")[1]);
}
