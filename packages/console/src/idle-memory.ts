// Gives memory back while the console does little. V8 collects when it allocates, so that what a busy hour left stays for the night: the
// space of new objects alone, once grown, keeps 128 MB.
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const everyMs = 5_000;
/** A share of a core. */
const idleShare = 0.05;
/** What makes a collection, which takes some 50 ms, worth its time. */
const worthBytes = 16_000_000;

export interface IdleMemoryOptions {
  /** CPU time of this process so far, µs. */
  readonly cpuUs?: () => number;
  readonly heapBytes?: () => number;
  readonly collect?: () => void;
}

/** Looks every five seconds, and collects where the last five were idle and the heap has grown since the last collection. */
export function collectWhenIdle({
  cpuUs = usedCpuUs,
  heapBytes = () => getHeapStatistics().total_heap_size,
  collect = collector(),
}: IdleMemoryOptions = {}): { stop(): void } {
  let before = cpuUs();
  let collected = 0;
  const timer = setInterval(() => {
    const now = cpuUs();
    const isIdle = now - before < idleShare * everyMs * 1000;
    before = now;
    if (!isIdle || heapBytes() < collected + worthBytes) return;
    collect();
    collected = heapBytes();
    before = cpuUs();
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function usedCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** V8's own collection, which Node gives to a context that is made while the flag is set. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return collect;
}
