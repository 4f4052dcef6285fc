// Where all copies of `@opentelemetry/api` look for what is registered, and the listener for their look-ups. The library does not load
// the API (docs/adr/046): by this it learns that the program has, before the copy goes on with what it found.
import type { ApiGlobal } from "./registered.ts";
import { shared } from "../runtime/shared.ts";

const key: unique symbol = Symbol.for("opentelemetry.js.api.1") as never;
const holder = globalThis as { [key]?: ApiGlobal | undefined };

interface Watch {
  /** What is registered. */
  held: ApiGlobal | undefined;
  /** Told of the next look, and of all that follow while it returns `true`. */
  notice: (() => boolean) | undefined;
}

const watch: Watch = shared("apiUse", () => ({ held: undefined, notice: undefined }));

/**
 * Has `notice` called whenever a copy of the API looks for what is registered, until it returns `false`. It may look and register
 * itself without being called for that. Another SDK finds and registers what it would without us.
 */
export function onApiUse(notice: () => boolean): void {
  watch.notice = notice;
  if (Object.getOwnPropertyDescriptor(holder, key)?.get !== undefined) return;
  watch.held = holder[key];
  Object.defineProperty(holder, key, { configurable: true, enumerable: true, get: look, set: hold });
}

function look(): ApiGlobal | undefined {
  const { notice } = watch;
  if (notice !== undefined) {
    watch.notice = undefined;
    try {
      if (notice()) watch.notice ??= notice;
    } catch {
      // a copy that cannot be served finds what it would without us
    }
  }
  return watch.held;
}

function hold(next: ApiGlobal | undefined): void {
  watch.held = next;
}

/** What is registered, read without notice. */
export function currentGlobal(): ApiGlobal | undefined {
  return unnoticed(() => holder[key]);
}

/** Puts `next` in place of what is registered; undefined leaves nothing. */
export function setGlobal(next: ApiGlobal | undefined): void {
  if (next !== undefined) holder[key] = next;
  else if (Object.getOwnPropertyDescriptor(holder, key)?.get === undefined) delete holder[key];
  else holder[key] = undefined;
}

/** Runs `fn` without notice of who looks. `fn` must be synchronous. */
export function unnoticed<T>(fn: () => T): T {
  const { notice } = watch;
  watch.notice = undefined;
  try {
    return fn();
  } finally {
    watch.notice = notice;
  }
}
