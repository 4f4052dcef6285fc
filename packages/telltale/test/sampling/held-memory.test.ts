// @module-tag extended
// 20,000 open traces that never end: what is held stays inside the bound, measured on the heap of a process of its own.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const script = path.join(import.meta.dirname, "held-memory.ts");
const bound = 64 << 20;
/** What a process takes besides: compiled code, tables, buffers. */
const besides = 4 << 20;

interface Outcome {
  readonly grownMost: number;
  readonly heldMost: number;
  readonly open: number;
  readonly evicted: number;
}

async function hold(traces: number, children: number, chars: number): Promise<Outcome> {
  const sizes = [traces, children, chars, bound].map(String);
  const { stdout } = await run(process.execPath, ["--conditions=telltale-source", script, ...sizes]);
  return JSON.parse(stdout) as Outcome;
}

// the sources run as they are from Node 22.18 on; the bound is the same everywhere
const runs = process.features.typescript !== undefined && process.features.typescript !== false;

test.skipIf(!runs)(
  "20,000 open traces never ended: small ones are all held",
  { tags: ["extended"] },
  async () => {
    const { grownMost, heldMost, open, evicted } = await hold(20_000, 0, 20);
    expect({ open, evicted }).toEqual({ open: 20_000, evicted: 0 });
    // the estimate is no less than the truth
    expect(grownMost).toBeLessThan(heldMost + besides);
    expect(heldMost).toBeLessThan(bound);
  },
);

test.skipIf(!runs)("20,000 open traces never ended: of large ones the oldest give way", async () => {
  const [many, large] = [await hold(20_000, 3, 60), await hold(20_000, 1, 6000)];
  for (const { grownMost, heldMost, evicted } of [many, large]) {
    expect(evicted).toBeGreaterThan(500);
    expect(heldMost).toBeLessThanOrEqual(bound);
    expect(grownMost).toBeLessThan(bound + besides);
  }
});
