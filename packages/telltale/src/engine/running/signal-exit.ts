// The package `signal-exit`, which thousands of packages bring along (by way of `proper-lockfile`, `write-file-atomic` and others), listens
// to signals without deciding anything: it ends the process by the signal, but only where no listener is but its own.

/** How many listeners of `signal-exit` there are for each signal: each copy of the package has one. Up to 3 they count on `process`. */
export function signalExitListeners(): number {
  const { __signal_exit_emitter__: old } = process as { __signal_exit_emitter__?: unknown };
  return countOf(old) + countOf((globalThis as Record<symbol, unknown>)[Symbol.for("signal-exit emitter")]);
}

function countOf(emitter: unknown): number {
  const count = (emitter as { count?: unknown } | undefined)?.count;
  return typeof count === "number" ? count : 0;
}
