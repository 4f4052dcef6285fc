// The matchers as assertions, for `node:test` and every other runner.
import { AssertionError } from "node:assert";
import type { Collection } from "./collection.ts";
import { matchers, type TelemetryMatchers } from "./matchers.ts";

/** Assertions of a collection; those of `not` assert the contrary. */
export interface Assertions extends TelemetryMatchers {
  readonly not: TelemetryMatchers;
}

/**
 * Assertions of `telemetry` that throw an `AssertionError`, as `node:assert` does.
 *
 * @example
 * ```ts
 * import { counter } from "telltale";
 * import { assertThat, collect } from "telltale/testing";
 *
 * const telemetry = collect();
 * counter("shop.orders").add(1, { plan: "pro" });
 * assertThat(telemetry).toHaveEmittedMetric("shop.orders", { sum: 1, attributes: { plan: "pro" } });
 * assertThat(telemetry).not.toHaveSpan("charge card");
 * telemetry.stop();
 * ```
 */
export function assertThat(telemetry: Collection): Assertions {
  return { ...assertions(telemetry, true), not: assertions(telemetry, false) };
}

function assertions(telemetry: Collection, wanted: boolean): TelemetryMatchers {
  const made = Object.entries(matchers).map(([name, matcher]) => {
    const assertion = (...args: unknown[]): void => {
      const { pass, message } = (matcher as (...all: unknown[]) => ReturnType<typeof matcher>)(
        telemetry,
        ...args,
      );
      if (pass !== wanted) throw new AssertionError({ message: message(), stackStartFn: assertion });
    };
    return [name, assertion];
  });
  return Object.fromEntries(made) as TelemetryMatchers;
}
