// Makes the matchers known to the test runner, without importing any: Jest and Vitest with globals have `expect` in the global
// object, Vitest also under a symbol.
import { matchers } from "./matchers.ts";

interface Extensible {
  extend(all: object): void;
}

const vitest: unique symbol = Symbol.for("expect-global") as never;

/** Extends the runner's `expect`, where there is one. May be called often. */
export function registerMatchers(): void {
  const places = globalThis as { readonly expect?: unknown; readonly [vitest]?: unknown };
  for (const place of [places.expect, places[vitest]]) {
    if (isExtensible(place)) place.extend(matchers);
  }
}

function isExtensible(place: unknown): place is Extensible {
  return (
    (typeof place === "function" || (typeof place === "object" && place !== null)) &&
    typeof (place as Partial<Extensible>).extend === "function"
  );
}
