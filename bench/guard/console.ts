// CPU time and memory of the console and its engine, as a process of their own: at rest after a start, and while spans arrive.
import path from "node:path";

import { type ConsoleProcess, createFolder, startConsole } from "../../tools/console-process.ts";
import { cpuMs } from "../cpu.ts";
import { peakMb, sendTo } from "../ingest.ts";
import { endAtExit } from "../process.ts";
import { residentMb } from "../resident.ts";
import type { Side } from "./side.ts";
import type { Values, Workload } from "./workload.ts";

/** A rate that two cores sustain, so that batches are alike on any machine; the first seconds are to warm up. */
export const load = {
  signal: "traces",
  protocol: "http",
  realistic: true,
  items: 512,
  connections: 16,
  rate: 25_600,
} as const;
const warmUpSeconds = 1;
const seconds = 3;

/** All that is measured of the console in pairs, in one run of it. */
export const consoleLoad: Workload = {
  name: "console",
  kind: "figure",
  figures: [
    "console-start",
    "console-ingest",
    "engine-ingest",
    "console-rest-memory",
    "engine-rest-memory",
    "load-memory",
  ],
  about: "CPU of console and engine for a start and for a span; memory at rest, and at most under load",
  measure: (side) =>
    withSide(side, async (running) => {
      const pid = running.child.pid ?? 0;
      const started = cpuMs(pid);
      await quiet(pid);
      const rest = residentMb(pid);
      await sendTo(running, { ...load, seconds: warmUpSeconds });
      const before = cpuMs(pid);
      let spans = 0;
      const peak = await peakMb(running, async () => {
        ({ acknowledged: spans } = await sendTo(running, { ...load, seconds }));
      });
      const after = cpuMs(pid);
      return [
        { name: "console-start", value: started.console + started.engine, unit: "ms" },
        { name: "console-ingest", value: ((after.console - before.console) * 1000) / spans, unit: "µs" },
        { name: "engine-ingest", value: ((after.engine - before.engine) * 1000) / spans, unit: "µs" },
        { name: "console-rest-memory", value: rest.console, unit: "MB" },
        { name: "engine-rest-memory", value: rest.engine, unit: "MB" },
        { name: "load-memory", value: peak, unit: "MB" },
      ] satisfies Values;
    }),
};

/** Runs `act` with the console of `side` on an empty folder. */
export async function withSide<Result>(
  side: Side,
  act: (running: ConsoleProcess) => Promise<Result>,
  nodeOptions: readonly string[] = [],
): Promise<Result> {
  const { folder, remove } = createFolder();
  const cli = path.join(side.console.folder, "dist/cli.js");
  try {
    const running = await startConsole(folder, undefined, [], {}, { cli, nodeOptions });
    endAtExit(running.child);
    try {
      return await act(running);
    } finally {
      await running.stop();
    }
  } finally {
    remove();
  }
}

/** Waits until the console and its engine have used hardly any CPU for half a second, thirty seconds at most. */
async function quiet(pid: number): Promise<void> {
  let last = used(pid);
  for (let n = 0; n < 60; n++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = used(pid);
    if (now - last <= 50) return;
    last = now;
  }
}

function used(pid: number): number {
  const { console: own, engine } = cpuMs(pid);
  return own + engine;
}
