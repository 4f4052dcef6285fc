// The ends of a process. `beforeExit` flushes once; SIGTERM and SIGINT flush for a bounded time and are raised again
// only when nobody else listens, so the host's own way of ending stays what it was.
import { isMainThread } from "node:worker_threads";

const signals = ["SIGTERM", "SIGINT"] as const;
const exitFlushMs = 5000;
const signalFlushMs = 2000;

/** What the ends of the process call. */
export interface Ending {
  /** Flushes within `timeoutMs`. Must not reject. */
  flush(timeoutMs: number): Promise<void>;
  /** Whether anything was recorded that has not been handed to an exporter. */
  pending(): boolean;
}

/** Watches the ends of the process for `ending`. The returned function stops watching. */
export function watchExit(ending: Ending): () => void {
  let first = true;
  const beforeExit = (): void => {
    // metrics have something to send always: they go once, spans and records whenever there are new ones
    if (!first && !ending.pending()) return;
    first = false;
    void ending.flush(exitFlushMs);
  };
  process.on("beforeExit", beforeExit);
  const unwatch = isMainThread ? signals.map((signal) => watchSignal(signal, ending)) : [];
  return () => {
    process.removeListener("beforeExit", beforeExit);
    for (const end of unwatch) end();
  };
}

function watchSignal(signal: NodeJS.Signals, ending: Ending): () => void {
  let flushing = false;
  const raise = (): void => {
    if (process.listenerCount(signal) > 1 || !process.listeners(signal).includes(received)) return;
    process.removeListener(signal, received);
    process.kill(process.pid, signal);
  };
  async function flushAndRaise(): Promise<void> {
    flushing = true;
    await ending.flush(signalFlushMs);
    flushing = false;
    raise();
  }
  const received = (): void => {
    // a second signal means: now
    if (flushing) raise();
    else void flushAndRaise();
  };
  process.on(signal, received);
  return () => process.removeListener(signal, received);
}
