// Methods in which a broker's library works by itself, wrapped so that what they call is known as background work.
import { runBackground, runForeground, runLoop } from "../../engine/context/background.ts";
import type { Method } from "../patching/method.ts";

/** Wraps a method that runs long after its caller: a worker's loop. */
export function inLoop(method: Method): Method {
  return function looping(this: unknown, ...args) {
    return runLoop(() => method.apply(this, args) as unknown);
  };
}

/** Wraps a method that does its upkeep, or starts timers that do: its calls belong to the span of the caller, while there is one. */
export function inBackground(method: Method): Method {
  return function keepingUp(this: unknown, ...args) {
    return runBackground(() => method.apply(this, args) as unknown);
  };
}

/** Wraps a method through which background work calls the application: what listeners do is not background work. */
export function inForeground(method: Method): Method {
  return function calling(this: unknown, ...args) {
    return runForeground(() => method.apply(this, args) as unknown);
  };
}
