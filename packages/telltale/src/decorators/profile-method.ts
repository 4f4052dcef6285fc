// What calls cost: `@profileMethod` on methods, `profiled` around functions.
import { callOnce } from "../engine/completion/call-once.ts";
import type { ResultOf } from "../engine/completion/finish.ts";
import { state } from "../engine/running/state.ts";
import { profile, type ProfileOptions } from "../profile.ts";
import { type Callable, extract, type Extracted } from "./call.ts";
import type { CallDecorator } from "./call-decorator.ts";
import { aroundFunction, createDecorator } from "./decorator.ts";
import type { Site } from "./site.ts";
import { standIn } from "./stand-in.ts";
import { noteNotStarted } from "../engine/diagnostics/not-started.ts";

/** How calls are profiled. */
export interface ProfileMethodOptions<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> extends Omit<ProfileOptions, "items"> {
  /** The profile's name; `Class.method` by default. On a class it replaces the class's name. */
  readonly name?: string | undefined;
  /** The number of processed items, or a function of the call that has ended. */
  readonly items?: Extracted<number | undefined, Self, Args, Result> | undefined;
}

/** `@profileMethod`, with options or without. */
export interface ProfileMethod extends CallDecorator {
  <Self, Args extends readonly unknown[] = readonly unknown[], Result = unknown>(
    options?: ProfileMethodOptions<Self, Args, Result>,
  ): CallDecorator<Self, Args, Result>;
}

/**
 * Profiles each call, as `profile` does: a span, a record and a measurement with its time, CPU, memory, event loop and garbage collection.
 * For work of milliseconds and more.
 *
 * @example
 * ```ts
 * import { type Call, profileMethod } from "telltale";
 *
 * class Search {
 *   @profileMethod({ name: "rank results", items: ({ args: [hits] }: Call<Search, [number[]]>) => hits.length })
 *   rank(hits: number[]): number[] {
 *     return [...hits].sort();
 *   }
 * }
 * ```
 */
export const profileMethod: ProfileMethod = createDecorator<ProfileMethodOptions, ProfileMethod>(
  "profileMethod",
  (options) => (fn, site) => around(fn, site, options ?? {}),
);

/**
 * A function that does what `fn` does, each call profiled. Keeps `this`, name, length and kind.
 *
 * @example
 * ```ts
 * import { profiled } from "telltale";
 *
 * const rank = profiled((hits: number[]) => [...hits].sort(), {
 *   name: "rank results",
 *   items: ({ args: [hits] }) => hits.length,
 * });
 * rank([3, 1, 2]); // => [1, 2, 3]
 * ```
 */
export function profiled<Fn extends (...args: never[]) => unknown>(
  fn: Fn,
  options?: ProfileMethodOptions<ThisParameterType<Fn>, Parameters<Fn>, ResultOf<ReturnType<Fn>>>,
): Fn {
  return aroundFunction("profiled", fn, undefined, (callable, site) =>
    around(callable, site, (options ?? {}) as ProfileMethodOptions),
  );
}

function around(fn: Callable, site: Site, { name, items, ...options }: ProfileMethodOptions): Callable {
  return standIn("profileMethod", fn, function profiledCall(this: unknown, ...args: unknown[]) {
    if (state.engine === undefined) {
      noteNotStarted("a function of profileMethod()", profiledCall);
      return Reflect.apply(fn, this, args);
    }
    const call = (): unknown => Reflect.apply(fn, this, args);
    return callOnce(
      call,
      (once) =>
        profile(name === undefined ? site.name : site.as(name), once, {
          ...options,
          items: (result) => extract(items, { self: this, args, result, error: undefined, failed: false }),
        }),
      call,
    );
  });
}
