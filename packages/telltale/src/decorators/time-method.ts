// How long calls take, as a histogram: `@timeMethod` on methods, `timed` around functions.
import { ticks } from "../engine/runtime/clock.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { callOnce } from "../engine/completion/call-once.ts";
import type { ResultOf } from "../engine/completion/finish.ts";
import { state } from "../engine/running/state.ts";
import { timer } from "../own-calls.ts";
import type { TimerOptions } from "../timer.ts";
import { type Callable, type Watch, watchCall } from "./call.ts";
import type { CallDecorator } from "./call-decorator.ts";
import { aroundFunction, createDecorator } from "./decorator.ts";
import { instrumentAt, type MeasureOptions, measuredAttributes } from "./instrument.ts";
import type { Site } from "./site.ts";
import { standIn } from "./stand-in.ts";
import { noteNotStarted } from "../engine/diagnostics/not-started.ts";

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
  return standIn("timeMethod", fn, function timedCall(this: unknown, ...args: unknown[]) {
    if (state.engine === undefined) {
      noteNotStarted("a function of timeMethod()", timedCall);
      return Reflect.apply(fn, this, args);
    }
    const call = (): unknown => Reflect.apply(fn, this, args);
    let began: number;
    const watch: Watch = {
      begun: () => void (began = ticks()),
      ended(over) {
        try {
          const seconds = (ticks() - began) / 1000;
          instrument().record(seconds, measuredAttributes(over, attributes));
        } catch (mistake) {
          report("decorator_failed", mistake);
        }
      },
    };
    return callOnce(
      call,
      (once) => {
        began = ticks();
        return watchCall(once, this, args, watch);
      },
      call,
    );
  });
}
