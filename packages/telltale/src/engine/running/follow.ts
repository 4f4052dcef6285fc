// Handles that outlive engines: they look for what they represent once per start, not per call.
import type { Engine } from "./engine.ts";
import type { Observer } from "../meter/observers.ts";
import { state } from "./state.ts";

/** What `find` gives of the running engine, looked for again after each start and stop; undefined while none runs. */
export function follow<T>(find: (engine: Engine) => T | undefined): () => T | undefined {
  let generation = -1;
  let found: T | undefined;
  return () => {
    if (generation !== state.generation) {
      generation = state.generation;
      found = state.engine === undefined ? undefined : find(state.engine);
    }
    return found;
  };
}

/** Has `observer` asked at the collections of this engine and of those that follow. The returned function ends that. */
export function keepObserving(observer: Observer): () => void {
  const entry = {
    observer,
    stop: state.engine?.meters.observers.add(observer),
  };
  state.observed.add(entry);
  return () => {
    state.observed.delete(entry);
    entry.stop?.();
  };
}
