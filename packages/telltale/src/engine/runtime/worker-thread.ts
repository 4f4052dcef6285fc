// Which thread this is, without `node:worker_threads`: it brings the streams along, and costs every start 2 MB.
import { builtin } from "./builtin.ts";

const worker = builtin("worker_threads");

/** The number of this worker thread; undefined in the main thread. */
export function workerThreadId(): number | undefined {
  // what Node takes from its threads it marks so (18 to 26)
  if ((process.chdir as { readonly disabled?: boolean }).disabled !== true) return undefined;
  const { isMainThread, threadId } = worker();
  return isMainThread ? undefined : threadId;
}
