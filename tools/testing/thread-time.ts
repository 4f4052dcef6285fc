// The time that a calculation takes of this thread's processor. Tests bound it and not the elapsed time: what else the machine does does not
// count.

/** Runs `work` and returns its CPU time in this thread, ms. The clock goes in steps of a few milliseconds. */
export function threadMsOf(work: () => void): number {
  const begin = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(begin);
  return (user + system) / 1000;
}
