// A span around every call: `@traceMethod` on methods, `wrap` around functions.
import { mergeAttributes } from "../engine/attributes/attribute-list.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { runInside } from "../engine/completion/run-inside.ts";
import { activeScope, type Scope } from "../engine/context/scope.ts";
import { fail, type ResultOf } from "../engine/completion/finish.ts";
import { runTraced } from "../engine/completion/run-traced.ts";
import type { EngineSpan, SpanOptions as EngineOptions } from "../engine/span/span.ts";
import { spanName } from "../engine/span/span-name.ts";
import { state } from "../engine/running/state.ts";
import { type SpanOptions, toEngineOptions } from "../relation.ts";
import { type ArgumentChoice, argumentCount, listArguments } from "./arguments.ts";
import { type Call, type Callable, type Extracted, extract } from "./call.ts";
import type { CallDecorator } from "./call-decorator.ts";
import { aroundFunction, createDecorator } from "./decorator.ts";
import type { Site } from "./site.ts";
import type { DeclaredName, OpenName } from "../typed.ts";
import { standIn } from "./stand-in.ts";
import { noteNotStarted } from "../engine/diagnostics/not-started.ts";

/** How calls become spans. */
export interface TraceMethodOptions<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> extends Omit<SpanOptions, "attributes" | "parent" | "startTime"> {
  /** The span's name; `Class.method` by default. On a class it replaces the class's name. */
  readonly name?: DeclaredName<"spans"> | OpenName<"spans"> | undefined;
  /** The same for every call, or a function of the call that has ended. */
  readonly attributes?: Extracted<object | undefined, Self, Args, Result> | undefined;
  /** Arguments that are recorded; none by default. */
  readonly arguments?: readonly ArgumentChoice[] | undefined;
  /** `false` leaves the function as it is. */
  readonly enabled?: boolean | undefined;
}

/** How `wrap` makes spans: extractors know the function's arguments. */
export type WrapOptions<Fn extends (...args: never[]) => unknown> = TraceMethodOptions<
  ThisParameterType<Fn>,
  Parameters<Fn>,
  ResultOf<ReturnType<Fn>>
>;

/** `@traceMethod`, with options or without. */
export interface TraceMethod extends CallDecorator {
  <Self, Args extends readonly unknown[] = readonly unknown[], Result = unknown>(
    options?: TraceMethodOptions<Self, Args, Result>,
  ): CallDecorator<Self, Args, Result>;
}

/**
 * Puts a span around every call of a method, a static method, an accessor, or all methods of a class.
 *
 * It records class and method (`code.function.name`) and how many arguments there were; arguments themselves only when they are listed.
 * Results, errors, generators and `this` are as with `trace`.
 *
 * @example
 * ```ts
 * import { type Call, traceMethod } from "telltale";
 *
 * class Orders {
 *   @traceMethod({
 *     arguments: ["id"],
 *     attributes: ({ result }: Call<Orders, [string]>) => ({ "order.found": result !== undefined }),
 *   })
 *   async find(id: string): Promise<object | undefined> {
 *     return { id };
 *   }
 * }
 * ```
 */
export const traceMethod: TraceMethod = createDecorator<TraceMethodOptions, TraceMethod>(
  "traceMethod",
  (options) => (fn, site) => around(fn, site, options ?? {}),
);

/**
 * A function that does what `fn` does, with a span around each call. Keeps `this`, name, length and kind.
 *
 * @example
 * ```ts
 * import { wrap } from "telltale";
 *
 * const double = wrap((n: number) => n * 2, { name: "double", arguments: ["n"] });
 * double(21); // => 42
 * ```
 */
export function wrap<Fn extends (...args: never[]) => unknown>(fn: Fn, options?: WrapOptions<Fn>): Fn {
  return aroundFunction("wrap", fn, options, (callable, site) =>
    around(callable, site, (options ?? {}) as TraceMethodOptions),
  );
}

/** What is the same for all calls. */
interface Plan {
  readonly name: string;
  readonly options: EngineOptions;
  /** The options by the number of arguments: made once each, for an attribute that is set later costs twice as much. */
  readonly byCount: EngineOptions[];
}

/** Calls with more arguments have their options made anew. */
const maxKept = 16;

function around(fn: Callable, site: Site, given: TraceMethodOptions): Callable {
  // read once, where a getter that throws is a mistake of the set-up
  const options = { ...given };
  if (options.enabled === false) return fn;
  const listed = listArguments(fn, options.arguments);
  const extracted = typeof options.attributes === "function" ? options.attributes : undefined;
  let resolved: Plan | undefined;
  function traced(this: unknown, ...args: unknown[]): unknown {
    const { engine } = state;
    if (engine === undefined) {
      noteNotStarted("a function of traceMethod()", traced);
      return Reflect.apply(fn, this, args);
    }
    let scope: Scope | undefined;
    let span: EngineSpan | undefined;
    try {
      const plan = resolved ?? planOf(site, options);
      if (site.settled) resolved = plan;
      scope = activeScope();
      span = engine.tracer.start(plan.name, optionsFor(plan, args.length), scope.span, scope);
      for (const argument of listed) span.setAttribute(argument.key, argument.read(args));
    } catch (error) {
      report("internal_error", error);
    }
    if (scope === undefined || span === undefined) return Reflect.apply(fn, this, args);
    const call = (): unknown => Reflect.apply(fn, this, args);
    if (extracted === undefined) return runTraced(scope, span, call);
    return runDescribed(scope, span, call, { self: this, args }, extracted);
  }
  return standIn("traceMethod", fn, traced);
}

function planOf(site: Site, { name, attributes, kind, links, root }: TraceMethodOptions): Plan {
  const all = mergeAttributes(
    { "code.function.name": site.name },
    typeof attributes === "object" ? attributes : undefined,
  );
  const options = toEngineOptions({ kind, links, root, attributes: all });
  return { name: spanName(site.as(name)), options: options ?? { attributes: all }, byCount: [] };
}

function optionsFor({ options, byCount }: Plan, count: number): EngineOptions {
  const known = byCount[count];
  if (known !== undefined) return known;
  const counted = { ...options, attributes: { ...options.attributes, [argumentCount]: count } };
  if (count < maxKept) byCount[count] = counted;
  return counted;
}

/** Runs a call whose attributes are known when it has ended. */
function runDescribed(
  scope: Scope,
  span: EngineSpan,
  call: () => unknown,
  { self, args }: Pick<Call, "self" | "args">,
  attributes: Extracted<object | undefined>,
): unknown {
  const describe = (end: Pick<Call, "result" | "error" | "failed">): void => {
    const reported = extract(attributes, { self, args, ...end });
    if (typeof reported === "object" && reported !== null) span.setAttributes(reported);
  };
  return runInside(scope, span, call, {
    done(result) {
      describe({ result, error: undefined, failed: false });
      span.close();
    },
    broken(error) {
      fail(span, error);
      describe({ result: undefined, error, failed: true });
      span.close();
    },
  });
}
