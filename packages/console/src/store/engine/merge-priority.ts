// Merges run with a lower priority than inserts and queries: senders and readers wait for an answer, but not for a merge. The
// engine has a setting for it (`os_threads_nice_value_merge_mutate`) that needs CAP_SYS_NICE, which it does not have. Its owner needs
// no privilege to lower the priority of its threads, so the console does. Linux only; elsewhere nothing happens.
import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";

/** How the engine names the threads of the pool that merges parts. */
const mergeThread = "MergeMutate";
/** Nice value. A thread of an ordinary program has nine times the share of the processor. */
const mergePriority = 10;

const everyMs = 1000;
const maxTries = 60;

/** Lowers the priority of the merge threads of process `pid` when they exist: the engine starts them with its first table. */
export function lowerMergePriority(pid: number, hasEnded: () => boolean): void {
  if (process.platform !== "linux") return;
  let tries = 0;
  let lowered = 0;
  const timer = setInterval(() => {
    tries += 1;
    const before = lowered;
    if (!hasEnded()) lowered = lowerThreads(pid);
    // Once more after the first were found: others may not have had their name yet.
    if (hasEnded() || tries === maxTries || before > 0) clearInterval(timer);
  }, everyMs).unref();
}

/** Returns how many merge threads there are. */
function lowerThreads(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).filter(
      (thread) => readFileSync(`/proc/${pid}/task/${thread}/comm`, "utf8").trim() === mergeThread,
    );
    for (const thread of threads) setPriority(Number(thread), mergePriority);
    return threads.length;
  } catch {
    // The process or a thread has ended, or `/proc` is hidden: merges keep the usual priority.
    return 0;
  }
}
