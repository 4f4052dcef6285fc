// One call of a function, as extractors see it.
import { types } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";

/** A function of whatever kind; `this` is whatever it is called on. */
export type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * A call that has ended. Extractors are given one, typed by annotation: `({ args: [order] }: Call<Orders, [Order]>) => order.id`.
 *
 * A method whose arguments differ does not compile. Without an annotation everything is `unknown`.
 */
export interface Call<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> {
  /** What it was called on. */
  readonly self: Self;
  /** What it was called with. */
  readonly args: Args;
  /** What it gave, once awaited; of a generator, what it returned. Undefined when it failed. */
  readonly result: Result | undefined;
  /** What it threw or rejected with. */
  readonly error: unknown;
  /** Whether it threw or rejected. */
  readonly failed: boolean;
}

/** A value, or how to get it out of a call that has ended. One that throws, or answers by a promise, is counted and gives nothing. */
export type Extracted<
  T,
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> = T | ((call: Call<Self, Args, Result>) => T);

/** What `wanted` is for this call; undefined, and counted, when it throws. */
export function extract<T>(wanted: Extracted<T> | undefined, call: Call): T | undefined {
  if (typeof wanted !== "function") return wanted;
  try {
    return atOnce((wanted as (call: Call) => T)(call));
  } catch (error) {
    report("extractor_failed", error);
    return undefined;
  }
}

/** `value`; throws when it is a promise, which would resolve too late, and whose rejection would be unhandled. */
export function atOnce<T>(value: T): T {
  if (!types.isPromise(value)) return value;
  value.then(undefined, () => {});
  throw new TypeError("expected an answer at once, got a promise");
}
