// How busy the machine of the embedded engine is: a query that took too long there may be a narrow one.
import { cpus, loadavg } from "node:os";

export interface MachineLoad {
  /** How many processes ran or waited for a processor, on average in the last minute. */
  readonly processes: number;
  readonly processors: number;
}

/** Nothing waits on Windows, which does not count it. */
export function machineLoad(): MachineLoad {
  return { processes: loadavg()[0] ?? 0, processors: cpus().length };
}

/** With so many processes for each processor, a query had at most half of one. */
const busyWith = 2;

export function isBusy({ processes, processors }: MachineLoad): boolean {
  return processes >= busyWith * processors;
}
