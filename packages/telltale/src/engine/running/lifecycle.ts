// The ends of a process. `beforeExit` flushes once, and ends what is open; SIGTERM, SIGINT and SIGHUP flush for a bounded time and are
// raised again only when there is no other listener, except in process 1; an uncaught error is inspected and passes on. At the very end what
// is left is written down where there is a spool or a crash file. The host's own way of ending stays what it was.
import { report } from "../diagnostics/diagnose.ts";
import { harmless } from "../diagnostics/guard.ts";
import { activeScope, type Scope, storage } from "../context/scope.ts";
import type { Patience } from "../runtime/within.ts";
import { workerThreadId } from "../runtime/worker-thread.ts";
import { signalExitListeners } from "./signal-exit.ts";

const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
/** A host that hears of an uncaught error itself has so long to end the process because of it. */
const crashMs = 10_000;
/** Process 1 that a signal has not ended is watched again after so long. */
const returnMs = 1000;

/** What the ends of the process call. */
export interface Ending {
  /** Flushes for as long as items are exported. Resolves to whether the flush ended; must not reject. */
  flushWhileProgress(patience: Patience): Promise<boolean>;
  /** Whether anything was recorded that has not been handed to an exporter. */
  pending(): boolean;
  /** Whether batches are in flight that no flush has waited for. */
  isExporting(): boolean;
  /** Decides the traces that are held: nothing that is open is at work any more. Must not throw. */
  decideHeld(): void;
  /** Whether spans are open. */
  hasOpen(): boolean;
  /**
   * Ends the spans that are open, as incomplete: as many as the queue takes before it returns, the others as it empties, for `timeoutMs` at
   * most. Must not throw or reject.
   */
  endOpen(timeoutMs: number): Promise<void>;
  /** Saves what is left, or reports to the receiver that it is lost: the process is about to end. Must not reject. */
  giveUp(): Promise<void>;
  /** Writes down what is left before it returns, or counts it. Must not throw. */
  leave(): void;
  /** Hears of the error that is about to end the process. */
  crashed(error: unknown): void;
}

/**
 * Watches the ends of the process for `ending`. A flush goes on while items are exported, for `maxMs` at most; a quarter of it without
 * progress ends it. The returned function stops watching.
 */
export function watchExit(ending: Ending, maxMs: number): () => void {
  const patience: Patience = { idleMs: maxMs / 4, maxMs };
  let first = true;
  let endedOpen = false;
  const beforeExit = harmless((): void => {
    // metrics have something to send always: they go once, spans and records whenever there are new ones
    ending.decideHeld();
    if (!first && !ending.pending()) {
      // nothing is left that could end them: not even what other listeners have begun
      if (endedOpen || !ending.hasOpen()) return;
      endedOpen = true;
      void ending.endOpen(patience.idleMs);
      if (!ending.pending()) return;
    }
    first = false;
    void ending.flushWhileProgress(patience);
    // the event is repeated only where something runs in between, and the flush may have had nothing to send
    if (!endedOpen && ending.hasOpen()) setImmediate(() => {});
  });
  let heard: { readonly error: unknown; readonly at: number; readonly scope: Scope } | undefined;
  const crashed = (error: unknown): void => {
    try {
      ending.crashed(error);
    } catch (cause) {
      // an error out of here would take the place of the host's own
      report("crash_unrecorded", cause);
    }
  };
  // also heard when the host catches such errors: then the process does not end, unless the host ends the process because of it
  const monitor = harmless((error: unknown): void => {
    if (process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback())
      heard = { error, at: performance.now(), scope: activeScope() };
    else crashed(error);
  });
  const exit = harmless((code: number): void => {
    if (heard !== undefined && code !== 0 && performance.now() - heard.at < crashMs) {
      const { error, scope } = heard;
      storage.run(scope, () => crashed(error));
    }
    ending.leave();
  });
  // what other listeners for `exit` have recorded after the first one
  const exitAgain = harmless((): void => {
    if (ending.pending() || ending.hasOpen()) ending.leave();
  });
  process.on("beforeExit", beforeExit);
  process.on("uncaughtExceptionMonitor", monitor);
  // first: a listener that calls `process.exit()` keeps all later ones from running
  process.prependListener("exit", exit);
  process.on("exit", exitAgain);
  const unwatch =
    workerThreadId() === undefined ? signals.map((signal) => watchSignal(signal, ending, patience)) : [];
  return () => {
    process.removeListener("beforeExit", beforeExit);
    process.removeListener("uncaughtExceptionMonitor", monitor);
    process.removeListener("exit", exit);
    process.removeListener("exit", exitAgain);
    for (const end of unwatch) end();
  };
}

function watchSignal(signal: NodeJS.Signals, ending: Ending, patience: Patience): () => void {
  let flushing = false;
  // a host that listens only `once` has left the list when the flush is over, and is at work
  let alone = true;
  // Linux ignores a signal that process 1 has no listener for, such as in a container: it lives on, and so does its telemetry
  const isInit = process.pid === 1;
  const isAlone = (): boolean => process.listenerCount(signal) === 1 + signalExitListeners();
  const ends = (): boolean => alone && isAlone() && process.listeners(signal).includes(received);
  const raise = (): void => {
    // listeners of signal-exit wait for the library to leave
    if (!ends() || (isInit && signalExitListeners() === 0)) return;
    process.removeListener(signal, received);
    // a process that ends by a signal has no `exit`
    if (!isInit) ending.leave();
    // they have raised it in vain when this runs
    else back = setTimeout(watch, returnMs).unref();
    process.kill(process.pid, signal);
  };
  async function flushAndRaise(): Promise<void> {
    flushing = true;
    const until = performance.now() + patience.maxMs;
    // what is at work has until then to come to its end
    const ended = await ending.flushWhileProgress(patience);
    // a receiver that did not answer is not waited for again
    if (!isInit && ends())
      await ending.endOpen(ended ? Math.min(patience.idleMs, until - performance.now()) : 0);
    const maxMs = until - performance.now();
    // what was recorded meanwhile
    if (ended && maxMs > 0 && (ending.pending() || ending.isExporting()))
      await ending.flushWhileProgress({ ...patience, maxMs });
    if (!isInit && ends()) await ending.giveUp();
    flushing = false;
    raise();
  }
  const received = (): void => {
    const wasAlone = alone;
    alone = isAlone();
    if (!flushing) void flushAndRaise();
    // a host that has listened `once`, and raises the signal itself when its work is over: it has not waited for the library
    else if (!alone || wasAlone) raise();
  };
  let back: NodeJS.Timeout | undefined;
  // before those that are taken off when they are called
  const watch = (): void => void process.prependListener(signal, received);
  watch();
  return () => {
    clearTimeout(back);
    process.removeListener(signal, received);
  };
}
