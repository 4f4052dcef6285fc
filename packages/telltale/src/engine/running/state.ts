// The state that all copies of the library in one process share: whether it is started, with which engine, and the listeners.
// A handle of any copy becomes live at `start()` of any copy.
import type { Engine } from "./engine.ts";
import type { Observer } from "../meter/observers.ts";
import { report } from "../diagnostics/diagnose.ts";
import { type ProcessState, processState } from "../runtime/process-state.ts";
import { shared } from "../runtime/shared.ts";
import type { Stats } from "../self-metrics/stats.ts";

/** The shared state. Only `start.ts` replaces `engine`; everybody else reads it, per call. */
export interface State extends ProcessState<Engine, Stats> {
  registered: Registered | undefined;
  readonly observed: Set<ObservedEntry>;
}

/** Telemetry that was started before the application. */
interface Registered {
  /** What continues with the next engine that the application starts. */
  readonly options: object;
  /** Takes it off, at once. */
  halt(): void;
}

const registering = shared("registered", () => ({ done: false }));

/** Whether `telltale/register` is at work in this process. */
export function isRegistering(): boolean {
  return registering.done;
}

/** Notes that it is; `false` where it was before. */
export function noteRegistering(): boolean {
  const first = !registering.done;
  registering.done = true;
  return first;
}

/** A callback that observes; `stop` ends its observation by the running engine. */
interface ObservedEntry {
  readonly observer: Observer;
  stop: (() => void) | undefined;
}

/** The state shared by every copy of the library in this process. */
export const state: State = processState as State;

/**
 * Calls `callback` when the engine has started (at once when it is running already), and hourly while it runs.
 *
 * An error it throws is counted, never passed on. The returned function takes the callback off.
 */
export function onStarted(callback: () => void): () => void {
  state.started.add(callback);
  if (state.engine !== undefined) guarded(callback);
  return () => state.started.delete(callback);
}

/**
 * Calls `callback` before every flush and before the stop, while records can still be written.
 *
 * A promise it returns is awaited within the time of that flush. The returned function takes the callback off.
 */
export function onFlush(callback: () => void | Promise<void>): () => void {
  state.beforeFlush.add(callback);
  return () => state.beforeFlush.delete(callback);
}

/** Runs the callbacks of {@link onStarted}; one that fails does not stop the others. */
export function announceStart(): void {
  for (const callback of state.started) guarded(callback);
}

/** Runs the callbacks of {@link onFlush} and resolves when all have settled. */
export async function announceFlush(): Promise<void> {
  await Promise.allSettled([...state.beforeFlush].map(async (callback) => callback()));
}

function guarded(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    report("callback_failed", error);
  }
}
