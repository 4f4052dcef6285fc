// A setup file of all projects: notes the CPU time of each test file, with that of the processes that it started.
import { afterAll } from "vitest";

import { processesMs } from "./used-cpu.ts";

declare module "vitest" {
  export interface TaskMeta {
    /** CPU time of a file, ms: its worker's since the file before it, and that of the processes below it. */
    cpuMs?: number;
  }
}

const worker = globalThis as { telltaleTestCpuMs?: number };

// oxlint-disable-next-line no-empty-pattern -- Vitest wants the pattern
afterAll(({}, file) => {
  const now = processesMs();
  // less only if a process was ended without its parent's knowing
  file.meta.cpuMs = Math.max(0, Math.round(now - (worker.telltaleTestCpuMs ?? 0)));
  worker.telltaleTestCpuMs = now;
});
