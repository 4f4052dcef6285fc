// Generators as the result of a traced function: the caller gets one of the same prototype, each step runs inside the span,
// the consumer between two steps never does. A span of its own begins with the first step; one that is abandoned after it
// ends as `telltale.incomplete` when the garbage collector finds it.
import { safely } from "../diagnostics/guard.ts";
import { endWhenAbandoned } from "./abandoned.ts";
import { runWithSpan } from "../context/run-with-span.ts";
import { activeScope } from "../context/scope.ts";
import type { EngineSpan } from "../span/span.ts";
import type { Following, Outcome } from "./thenable.ts";

const steps = ["next", "return", "throw"] as const;
type AnyGenerator = Record<(typeof steps)[number], (value?: unknown) => unknown>;

/** A generator that stands in for `result` and reports its first step and its end; undefined when `result` is not a generator. */
export function adoptGenerator<T extends object>(
  span: EngineSpan | undefined,
  result: T,
  outcome: Outcome,
  { owned = true, rests, begun }: Following,
): T | undefined {
  const brand = brandOf(result);
  if (brand !== "[object Generator]" && brand !== "[object AsyncGenerator]") return undefined;
  const source = result as unknown as AnyGenerator;
  const watch = brand === "[object Generator]" ? watchSync : watchAsync;
  const stand = Object.create(Object.getPrototypeOf(result) as object) as AnyGenerator;
  const scope = activeScope();
  let resting = true;
  let unused = false;
  for (const step of steps) {
    const take = (...values: [unknown?]): unknown => {
      const go = (): unknown => source[step](...values);
      // ended by its consumer before the first step: there is no work to tell of
      unused ||= resting && step !== "next";
      if (unused) return go();
      if (resting) {
        resting = false;
        safely(() => {
          if (owned) span?.restart();
          begun?.();
        });
      }
      return watch(span === undefined ? go : () => runWithSpan(scope, span, go), outcome);
    };
    Object.defineProperty(stand, step, { value: take, configurable: true, writable: true });
  }
  if (span !== undefined && owned) {
    span.rest();
    endWhenAbandoned(stand, span);
    rests?.();
  }
  return stand as unknown as T;
}

function watchSync(step: () => unknown, outcome: Outcome): unknown {
  try {
    return noted(step() as IteratorResult<unknown>, outcome);
  } catch (error) {
    outcome.failed(error);
    throw error;
  }
}

async function watchAsync(step: () => unknown, outcome: Outcome): Promise<unknown> {
  try {
    return noted((await step()) as IteratorResult<unknown>, outcome);
  } catch (error) {
    outcome.failed(error);
    throw error;
  }
}

function noted(result: IteratorResult<unknown>, outcome: Outcome): unknown {
  if (result.done === true) outcome.succeeded(result.value);
  return result;
}

/** What `value` says it is; nothing when it has not the methods of a generator. */
function brandOf(value: object): string {
  try {
    const brand = Object.prototype.toString.call(value);
    if (!brand.endsWith("Generator]")) return brand;
    return steps.every((step) => typeof (value as AnyGenerator)[step] === "function") ? brand : "";
  } catch {
    return "";
  }
}
