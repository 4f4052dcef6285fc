// Generators as the result of a traced function: the caller gets one of the same prototype, each step runs inside the span,
// the consumer between two steps never does. One that is abandoned ends its span as `telltale.incomplete`.
import { activeScope, runWithSpan } from "./scope.ts";
import type { Span } from "./span.ts";

type Step = "next" | "return" | "throw";
type AnyGenerator = Record<Step, (value?: unknown) => unknown>;

const abandoned = new FinalizationRegistry<Span>((span) => {
  if (!span.isRecording()) return;
  span.setAttribute("telltale.incomplete", true);
  span.end();
});

/** A generator that stands in for `result` and reports its end; undefined when `result` is no generator. */
export function adoptGenerator<T extends object>(
  span: Span,
  result: T,
  done: () => void,
  broken: (error: unknown) => void,
): T | undefined {
  const brand = brandOf(result);
  if (brand !== "[object Generator]" && brand !== "[object AsyncGenerator]") return undefined;
  const source = result as unknown as AnyGenerator;
  const watch = brand === "[object Generator]" ? watchSync : watchAsync;
  const stand = Object.create(Object.getPrototypeOf(result) as object) as AnyGenerator;
  const scope = activeScope();
  for (const step of ["next", "return", "throw"] as const) {
    const run = (...values: [unknown?]): unknown => runWithSpan(scope, span, () => source[step](...values));
    const value = (...values: [unknown?]): unknown => watch(() => run(...values), done, broken);
    Object.defineProperty(stand, step, { value, configurable: true, writable: true });
  }
  abandoned.register(stand, span);
  return stand as unknown as T;
}

function watchSync(step: () => unknown, done: () => void, broken: (error: unknown) => void): unknown {
  try {
    const result = step() as IteratorResult<unknown>;
    if (result.done === true) done();
    return result;
  } catch (error) {
    broken(error);
    throw error;
  }
}

async function watchAsync(
  step: () => unknown,
  done: () => void,
  broken: (error: unknown) => void,
): Promise<unknown> {
  try {
    const result = (await step()) as IteratorResult<unknown>;
    if (result.done === true) done();
    return result;
  } catch (error) {
    broken(error);
    throw error;
  }
}

function brandOf(value: object): string {
  try {
    return Object.prototype.toString.call(value);
  } catch {
    return "";
  }
}
