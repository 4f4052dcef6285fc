// How often something is called, and how it ends: `@countCalls` on methods, `counted` around functions.
import type { ResultOf } from "../engine/completion/finish.ts";
import { counter } from "../own-calls.ts";
import type { Callable } from "./call.ts";
import type { CallDecorator } from "./call-decorator.ts";
import { aroundFunction, createDecorator } from "./decorator.ts";
import { instrumentAt, type MeasureOptions, measuredAttributes } from "./instrument.ts";
import { measureCalls } from "./measured-call.ts";
import type { Site } from "./site.ts";

/** How calls are counted: `{Class.method}.calls` by default. */
export type CountCallsOptions<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> = MeasureOptions<Self, Args, Result>;

/** `@countCalls`, with options or without. */
export interface CountCalls extends CallDecorator {
  <Self, Args extends readonly unknown[] = readonly unknown[], Result = unknown>(
    options?: CountCallsOptions<Self, Args, Result>,
  ): CallDecorator<Self, Args, Result>;
}

/**
 * Counts each call when it has ended, by `outcome` (`success` or `failure`) and `error.type`.
 *
 * @example
 * ```ts
 * import { countCalls } from "telltale";
 *
 * class Parcels {
 *   @countCalls({ name: "parcels.shipped" })
 *   async ship(to: string): Promise<string> {
 *     return `shipped to ${to}`;
 *   }
 * }
 * ```
 */
export const countCalls: CountCalls = createDecorator<CountCallsOptions, CountCalls>(
  "countCalls",
  (options) => (fn, site) => around(fn, site, options ?? {}),
);

/**
 * A function that does what `fn` does and has its calls counted, by `outcome` and `error.type`. Keeps `this`, name, length and kind.
 *
 * @example
 * ```ts
 * import { counted } from "telltale";
 *
 * const ship = counted((to: string) => `shipped to ${to}`, { name: "parcels.shipped" });
 * ship("Bergen"); // => "shipped to Bergen"
 * ```
 */
export function counted<Fn extends (...args: never[]) => unknown>(
  fn: Fn,
  options?: CountCallsOptions<ThisParameterType<Fn>, Parameters<Fn>, ResultOf<ReturnType<Fn>>>,
): Fn {
  return aroundFunction("counted", fn, undefined, (callable, site) =>
    around(callable, site, (options ?? {}) as CountCallsOptions),
  );
}

function around(fn: Callable, site: Site, { name, attributes, ...options }: CountCallsOptions): Callable {
  const instrument = instrumentAt(site, name, ".calls", (made) =>
    counter(made, { unit: "{call}", ...options }),
  );
  return measureCalls("countCalls", fn, {
    begun: () => 0,
    ended: (call) => instrument().add(1, measuredAttributes(call, attributes)),
  });
}
