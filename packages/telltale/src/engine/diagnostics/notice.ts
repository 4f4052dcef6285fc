// What the library says by itself on standard error: few lines, each once in the process, about what users would not search for otherwise. A
// receiver that is not there, a wrong variable, a loss. `OTEL_LOG_LEVEL=none` silences all of it.
import { diag } from "../api/diag.ts";
import { readGlobal } from "../api/global.ts";
import { builtin } from "../runtime/builtin.ts";
import { redactText } from "../redaction/redaction.ts";
import { shared } from "../runtime/shared.ts";
import { workerThreadId } from "../runtime/worker-thread.ts";

const fs = builtin("fs");
const maxLines = 1000;
/** Holds the number of the process whose main thread runs telemetry: worker threads have a copy of it, child processes another number. */
const mainMark = "TELLTALE_MAIN_THREAD";
const state = shared("notices", () => ({
  silent: false,
  /** What was told about settings, by who heard it. */
  reported: new WeakMap<object, Set<string>>(),
  ownLogger: undefined as object | undefined,
}));

/** Whether nothing is to be said: the log level is `none`. */
export function silence(none: boolean): void {
  state.silent = none;
}

/**
 * Tells worker threads that are started later that this thread says for the process what is to be said once. In a worker thread, and where the
 * environment cannot be changed, it does nothing.
 */
export function claimNotices(): void {
  if (workerThreadId() !== undefined) return;
  try {
    process.env[mainMark] = String(process.pid);
  } catch {
    // a runtime that asks for a permission
  }
}

/** Whether this thread says what is said once in the process: a worker thread leaves it to a main thread that runs telemetry, too. */
export function speaksForProcess(): boolean {
  return workerThreadId() === undefined || process.env[mainMark] !== String(process.pid);
}

/** Prints `line` on standard error, where nothing forbids it, without line breaks and secrets. Never throws. */
export function print(line: string): void {
  if (state.silent) return;
  try {
    const text = redactText(line).replaceAll(/[\s\p{Cc}]+/gu, " ");
    // not by the console or a stream: those may be instrumented, or closed, and neither may come back to the application
    fs().writeSync(2, `telltale: ${text}\n`);
  } catch {
    // standard error is closed
  }
}

/**
 * Tells that a setting is wrong, which is ignored then: through the logger that `diag` has, else on standard error. Each line once: traces,
 * metrics, logs and each exporter read much of the same. Never throws.
 */
export function warnSetting(line: string): void {
  const logger = currentLogger();
  if (wasReported(logger ?? state, line)) return;
  if (logger !== undefined) warn(line);
  else if (speaksForProcess()) print(line);
}

function wasReported(receiver: object, line: string): boolean {
  let lines = state.reported.get(receiver);
  if (lines === undefined) state.reported.set(receiver, (lines = new Set()));
  if (lines.has(line) || lines.size >= maxLines) return true;
  lines.add(line);
  return false;
}

/** Tells `line` about exporting: to a logger that the application has given to `diag`, else on standard error. Never throws. */
export function printOnce(line: string): void {
  if (!hasLogger() || currentLogger() === state.ownLogger) print(line);
  else if (!state.silent) warn(redactText(line));
}

function warn(line: string): void {
  try {
    diag.warn(`telltale: ${line}`);
  } catch {
    // the logger is the host's
  }
}

/** Notes that the logger of `diag` is ours: what it would print is printed anyway. */
export function noteOwnLogger(): void {
  state.ownLogger = currentLogger();
}

/** Whether the logger of `diag` is ours. */
export function hasOwnLogger(): boolean {
  return hasLogger() && currentLogger() === state.ownLogger;
}

/** Whether `diag` has a logger. */
export function hasLogger(): boolean {
  return currentLogger() !== undefined;
}

function currentLogger(): object | undefined {
  return readGlobal()?.diag as object | undefined;
}
