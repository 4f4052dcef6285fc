// Spans, as the user calls them. Every call here is one check and then the engine; without an engine
// the user's function runs as if nothing were there.
import type { Span as OtelSpan, SpanContext } from "@opentelemetry/api";
import { INVALID_SPAN_CONTEXT } from "./engine/api/trace.ts";
import { ROOT_CONTEXT } from "./engine/api/context.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { harmless } from "./engine/diagnostics/guard.ts";
import type { Engine } from "./engine/running/engine.ts";
import { activeScope, ambient, enterScope, openSpan, type Scope, storage } from "./engine/context/scope.ts";
import { runTraced } from "./engine/completion/run-traced.ts";
import { PassiveSpan } from "./engine/recording/passive-span.ts";
import type { EngineSpan, Span as PlainSpan } from "./engine/span/span.ts";
import { noIdentity } from "./engine/span/span-context.ts";
import { spanName } from "./engine/span/span-name.ts";
import { state } from "./engine/running/state.ts";
import { type Related, type SpanOptions, toEngineOptions, toSpan } from "./relation.ts";

import type {
  Attributes,
  AttributeValue,
  DeclaredKey,
  DeclaredName,
  FreeName,
  Given,
  AttributesOf,
  OpenAttributes,
  OpenKey,
  OpenName,
  OptionsGiven,
  OptionsOf,
  Registered,
} from "./typed.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";
import { functionMissing } from "./error.ts";

/** A span with the attributes of the catalog `C`. */
export interface CatalogSpan<C> extends PlainSpan {
  setAttribute(key: OpenKey<C>, value: unknown): this;
  setAttribute<K extends DeclaredKey<C>>(key: K, value: AttributeValue<K, C>): this;
  setAttributes(attributes: OpenAttributes<C>): this;
  setAttributes(attributes: Attributes<C>): this;
}
/** A span with the attributes of the registered catalog. */
export interface Span extends CatalogSpan<Registered> {}
export type { Related, SpanOptions } from "./relation.ts";

/** How `trace` is to run. */
export interface TraceOptions extends SpanOptions {
  /** `false` only runs the function. */
  readonly enabled?: boolean | undefined;
}

const offSpan = new PassiveSpan(noIdentity);

/**
 * Runs `fn` inside a new span and returns what it returns.
 *
 * The span is active inside `fn` and everything it awaits, and ends when the work is done: at once, when the promise settles,
 * when a query builder has been asked and has answered, when a generator is through. A thrown error is recorded
 * (`error.type`, status ERROR, an exception event) and the very same error is thrown on.
 *
 * @example
 * ```ts
 * import { trace } from "telltale";
 *
 * const total = await trace("add up", { attributes: { "cart.items": 2 } }, async () => 40 + 2);
 * total; // => 42
 * ```
 */
export function trace<T>(name: FreeName<"spans">, fn: (span: Span) => T): T;
export function trace<N extends DeclaredName<"spans">, T>(
  name: N,
  options: OptionsOf<TraceOptions, "spans", N>,
  fn: (span: Span) => T,
): T;
export function trace<T>(name: OpenName<"spans">, options: TraceOptions, fn: (span: Span) => T): T;
export function trace<T>(
  name: string,
  optionsOrFn: TraceOptions | ((span: Span) => T),
  callback?: (span: Span) => T,
): T {
  const fn = callback ?? (optionsOrFn as (span: Span) => T);
  const options = callback === undefined ? undefined : (optionsOrFn as TraceOptions);
  if (typeof fn !== "function") throw functionMissing("trace(name, options?, fn)", fn);
  const { engine } = state;
  if (engine === undefined) {
    noteNotStarted("trace()", trace);
    return fn(offSpan);
  }
  if (isOff(options)) return fn(offSpan);
  let scope: Scope;
  let span: EngineSpan;
  try {
    scope = activeScope();
    span = begin(engine, name, options, scope);
  } catch (error) {
    report("internal_error", error);
    return fn(offSpan);
  }
  return runTraced(scope, span, fn as (span: EngineSpan) => T);
}

function isOff(options: TraceOptions | undefined): boolean {
  try {
    return options?.enabled === false;
  } catch {
    return false;
  }
}

/** Starts a span in `scope`, under the parent that `options` name or the active one. */
function begin(engine: Engine, name: string, options: SpanOptions | undefined, scope: Scope): EngineSpan {
  const named = spanName(name);
  if (options === undefined) return engine.tracer.start(named, undefined, scope.span, scope);
  return engine.tracer.start(named, toEngineOptions(options), parentOf(options) ?? scope.span, scope);
}

function parentOf(options: SpanOptions): OtelSpan | undefined {
  let parent: Related | undefined;
  try {
    ({ parent } = options);
  } catch {
    return undefined;
  }
  return parent === undefined ? undefined : toSpan(parent);
}

/**
 * Starts a span without making it active. End it with `end()` or hold it with `using`.
 *
 * `using` ends it on every way out of the block and cannot see an error: run what can fail in `span.run(fn)`, which records it, or catch
 * it and call `span.fail(error)`.
 *
 * @example
 * ```ts
 * import { startSpan } from "telltale";
 *
 * const span = startSpan("parse");
 * span.run(() => JSON.parse("[1]")); // => [1]
 * span.end();
 * ```
 */
export function startSpan<N extends DeclaredName<"spans">>(
  name: N,
  ...options: OptionsGiven<SpanOptions, "spans", N>
): Span;
export function startSpan(name: OpenName<"spans">, options?: SpanOptions): Span;
export function startSpan(name: string, options?: SpanOptions): Span {
  const { engine } = state;
  if (engine === undefined) {
    noteNotStarted("startSpan()", startSpan);
    return offSpan;
  }
  try {
    return begin(engine, name, options, activeScope());
  } catch (error) {
    report("internal_error", error);
    return offSpan;
  }
}

/**
 * Starts a span that is active in this block until it is closed, with `using` or by `close()`. For synchronous code only.
 *
 * In an async function the span stays active for whatever runs meanwhile: use {@link trace} there. An error of the block is not seen: catch
 * it and call `span.fail(error)`. One closed in another
 * asynchronous scope than it was entered in is counted as `TT_SCOPE_LEAK`, and that scope is left as it is.
 *
 * @example
 * ```ts
 * import { activeSpan, enterSpan } from "telltale";
 *
 * const span = enterSpan("parse");
 * span.close();
 * activeSpan(); // => undefined
 * ```
 */
export function enterSpan<N extends DeclaredName<"spans">>(
  name: N,
  ...options: OptionsGiven<SpanOptions, "spans", N>
): Span;
export function enterSpan(name: OpenName<"spans">, options?: SpanOptions): Span;
export function enterSpan(name: string, options?: SpanOptions): Span {
  const { engine } = state;
  if (engine === undefined) {
    noteNotStarted("enterSpan()", enterSpan);
    return offSpan;
  }
  try {
    return enter(engine, name, options);
  } catch (error) {
    report("internal_error", error);
    return offSpan;
  }
}

function enter(engine: Engine, name: string, options: SpanOptions | undefined): Span {
  const before = storage.getStore();
  const scope = activeScope();
  const span = begin(engine, name, options, scope);
  const inside = enterScope(scope, span);
  storage.enterWith(inside);
  span.onClose(() => {
    if (storage.getStore() === inside) storage.enterWith(before ?? ambient.context ?? ROOT_CONTEXT);
    else report("TT_SCOPE_LEAK");
  });
  return span;
}

/** The span that is active now and has not ended; undefined outside of any. */
export function activeSpan(): OtelSpan | undefined {
  return openActive();
}

const openActive = harmless(() => (state.engine === undefined ? undefined : openSpan(activeScope())));

/** Sets one attribute on the active span; does nothing outside of any. Any value is accepted. */
export function addAttribute<K extends DeclaredKey>(key: K, value: AttributeValue<K>): void;
export function addAttribute(key: OpenKey, value: unknown): void;
export function addAttribute(key: string, value: unknown): void {
  activeSpan()?.setAttribute(key, value as never);
}

/** Sets attributes on the active span; does nothing outside of any. */
export function addAttributes(attributes: Attributes): void {
  activeSpan()?.setAttributes(attributes as never);
}

/** Adds an event to the active span; does nothing outside of any. */
export function addEvent<N extends DeclaredName<"events">>(
  name: N,
  ...attributes: Given<AttributesOf<"events", N>>
): void;
export function addEvent(name: OpenName<"events">, attributes?: object): void;
export function addEvent(name: string, attributes?: object): void {
  activeSpan()?.addEvent(name, attributes as never);
}

/** The trace id of the work that runs now in 32 hex digits, also after its span has ended; undefined outside of any span. */
export function traceId(): string | undefined {
  return activeContext()?.traceId;
}

/**
 * The W3C `traceparent` of the active span, also of one that has ended, to be carried where no propagator reaches; undefined outside of
 * any span.
 *
 * @example
 * ```ts
 * import { currentTraceparent } from "telltale";
 *
 * currentTraceparent(); // => undefined
 * ```
 */
export function currentTraceparent(): string | undefined {
  const context = activeContext();
  if (context === undefined || context.traceId === INVALID_SPAN_CONTEXT.traceId) return undefined;
  return `00-${context.traceId}-${context.spanId}-${(context.traceFlags & 3).toString(16).padStart(2, "0")}`;
}

/** The context of the active span, also when it has ended. */
const activeContext = harmless((): SpanContext | undefined =>
  state.engine === undefined ? undefined : activeScope().span?.spanContext(),
);
