// Background work of a library: it asks a broker for jobs, renews locks, looks after its tables. The application did not call it, so the
// integrations of databases leave its calls out where no span is above them. The mark is in the context, and goes wherever the work goes.
import type { Context } from "@opentelemetry/api";
import { createContextKey, ROOT_CONTEXT } from "../api/context.ts";
import { activeScope, ambient, rootScope, storage } from "./scope.ts";

const backgroundKey = createContextKey("telltale background");
const loopScope = rootScope.setValue(backgroundKey, true);

/** Whether what is made in `context` is background work. Nearly always it is the root, which does not need to be asked. */
export function isBackground(context: Context): boolean {
  return context !== ROOT_CONTEXT && context.getValue(backgroundKey) === true;
}

/** Runs `loop`, which outlives its caller: as background work, below no span. */
export function runLoop<T>(loop: () => T): T {
  return storage.run(loopScope, loop);
}

/** Runs `work`, and the timers that it starts, as background work below the active span. */
export function runBackground<T>(work: () => T): T {
  return storage.run(activeScope().setValue(backgroundKey, true), work);
}

/** Runs `work` as if the program had called it at its start: what it leaves behind, timers and sockets, belongs to no span. */
export function runDetached<T>(work: () => T): T {
  return storage.run(ambient.context ?? rootScope, work);
}

/** Runs `callback` of the application, which is not background work, wherever it is called from. */
export function runForeground<T>(callback: () => T): T {
  const scope = activeScope();
  return isBackground(scope.base) ? storage.run(scope.deleteValue(backgroundKey), callback) : callback();
}
