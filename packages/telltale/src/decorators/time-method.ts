// How long calls take, as a histogram: `@timeMethod` on methods, `timed` around functions.
import { ticks } from "../engine/runtime/clock.ts";
import type { ResultOf } from "../engine/completion/finish.ts";
import { timer } from "../own-calls.ts";
import type { TimerOptions } from "../timer.ts";
import type { Callable } from "./call.ts";
import type { CallDecorator } from "./call-decorator.ts";
import { aroundFunction, createDecorator } from "./decorator.ts";
import { instrumentAt, type MeasureOptions, measuredAttributes } from "./instrument.ts";
import { measureCalls } from "./measured-call.ts";
import type { Site } from "./site.ts";

/** How calls are timed: `{Class.method}.duration` in seconds by default. */
export interface TimeMethodOptions<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
>
  extends MeasureOptions<Self, Args, Result>, TimerOptions {}

/** `@timeMethod`, with options or without. */
export interface TimeMethod extends CallDecorator {
  <Self, Args extends readonly unknown[] = readonly unknown[], Result = unknown>(
    options?: TimeMethodOptions<Self, Args, Result>,
  ): CallDecorator<Self, Args, Result>;
}

/**
 * Records in a timer how long each call takes until its result is there, by `outcome` (`success` or `failure`) and `error.type`.
 *
 * @example
 * ```ts
 * import { timeMethod } from "telltale";
 *
 * class Parcels {
 *   @timeMethod({ name: "parcels.pack.duration" })
 *   async pack(): Promise<void> {}
 * }
 * ```
 */
export const timeMethod: TimeMethod = createDecorator<TimeMethodOptions, TimeMethod>(
  "timeMethod",
  (options) => (fn, site) => around(fn, site, options ?? {}),
);

/**
 * A function that does what `fn` does and has its duration recorded, by `outcome` and `error.type`. Keeps `this`, name, length and kind.
 *
 * @example
 * ```ts
 * import { timed } from "telltale";
 *
 * const pack = timed(async (parcel: string) => `packed ${parcel}`, { name: "parcels.pack.duration" });
 * await pack("p1"); // => "packed p1"
 * ```
 */
export function timed<Fn extends (...args: never[]) => unknown>(
  fn: Fn,
  options?: TimeMethodOptions<ThisParameterType<Fn>, Parameters<Fn>, ResultOf<ReturnType<Fn>>>,
): Fn {
  return aroundFunction("timed", fn, undefined, (callable, site) =>
    around(callable, site, (options ?? {}) as TimeMethodOptions),
  );
}

function around(fn: Callable, site: Site, { name, attributes, ...options }: TimeMethodOptions): Callable {
  const instrument = instrumentAt(site, name, ".duration", (made) => timer(made, options));
  return measureCalls("timeMethod", fn, {
    begun: ticks,
    ended: (call, began) =>
      instrument().record((ticks() - began) / 1000, measuredAttributes(call, attributes)),
  });
}
