// One call of a function, as extractors see it, and how it is watched to its end.
import { types } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { follow } from "../engine/completion/finish.ts";

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

/** Who watches a call. No method may throw. */
export interface Watch {
  /** A generator takes its first step; for any other kind the call itself was the beginning. */
  begun(): void;
  ended(call: Call): void;
}

/** Calls `fn` and notifies `watch`, once, when the work is over. Returns what `fn` returns, and rethrows its error. */
export function watchCall(fn: Callable, self: unknown, args: readonly unknown[], watch: Watch): unknown {
  const failed = (error: unknown): void =>
    watch.ended({ self, args, result: undefined, error, failed: true });
  const succeeded = (result: unknown): void =>
    watch.ended({ self, args, result, error: undefined, failed: false });
  let result: unknown;
  try {
    result = Reflect.apply(fn, self, args);
  } catch (error) {
    failed(error);
    throw error;
  }
  if ((typeof result !== "object" && typeof result !== "function") || result === null) {
    succeeded(result);
    return result;
  }
  return follow(undefined, result, succeeded, failed, { begun: () => watch.begun() });
}

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
