// The span that only carries context: not sampled, suppressed, remote, or made while telemetry is off.
import type { Span as OtelSpan, SpanContext } from "@opentelemetry/api";
import { addNonRecordingMethods, type NonRecordingMethods } from "../api/non-recording-span.ts";
import { INVALID_SPAN_CONTEXT } from "../api/trace.ts";
import { endingCallback } from "../completion/callback.ts";
import { guardMethods, isDetached, caught } from "../diagnostics/guard.ts";
import { fail } from "../completion/finish.ts";
import { runBelow, runInSpan, type Starter } from "../completion/run-traced.ts";
import type { EngineSpan, Span, SpanOptions } from "../span/span.ts";
import { type Identity, identified, noIdentity, toSpanContext } from "../span/span-context.ts";
import { type ProcessState, processState } from "../runtime/process-state.ts";

/** Work in a span. */
export type Traced<T> = (span: Span) => T;

/** What starts the children of a span that records nothing. */
export interface SpanStarter {
  readonly tracer: Starter;
}

const state = processState as ProcessState<SpanStarter>;

// the prototype gets them below
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface PassiveSpan extends NonRecordingMethods {}

/** A span that records nothing and hands its context on. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class PassiveSpan implements EngineSpan {
  readonly identity: Identity;
  ended: boolean = false;
  readonly resting: boolean = false;
  /** Whether it was passed over: spans that start below it become children of the span above, which it represents. */
  isPassedOver: boolean = false;
  standsFor: OtelSpan | undefined = undefined;
  /** Whether nothing below it is made. */
  silent: boolean = false;
  #context: SpanContext | undefined = undefined;
  #leave: (() => void) | undefined = undefined;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  spanContext(): SpanContext {
    try {
      return this.standsFor?.spanContext() ?? (this.#context ??= toSpanContext(this.identity));
    } catch (error) {
      caught(this, PassiveSpan, "spanContext", error);
      return INVALID_SPAN_CONTEXT;
    }
  }
  end(): void {
    // first what only a span has: a listener is called on its emitter
    const leave = this.#leave;
    this.#leave = undefined;
    this.ended = true;
    leave?.();
  }
  run<T>(fn: () => T): T {
    return state.engine === undefined ? fn() : runInSpan(this, fn);
  }
  trace<T>(name: string, ...rest: [fn: Traced<T>] | [options: SpanOptions, fn: Traced<T>]): T {
    if (isDetached(this, PassiveSpan, "trace")) return new PassiveSpan(noIdentity).trace(name, ...rest);
    const { engine } = state;
    if (engine === undefined) return (rest.at(-1) as Traced<T>)(this);
    return runBelow(this, engine.tracer, name, rest);
  }
  fail(error: unknown): this {
    fail(this, error);
    return this;
  }
  callback<This, Args extends unknown[], Result>(
    fn?: (this: This, ...args: Args) => Result,
  ): (this: This, ...args: Args) => Result {
    return endingCallback(this, PassiveSpan, fn);
  }
  close(): void {
    PassiveSpan.prototype.end.call(this);
  }
  rest(): void {}
  restart(): void {}
  onClose(leave: () => void): void {
    this.#leave = leave;
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

addNonRecordingMethods(PassiveSpan.prototype);
guardMethods(PassiveSpan.prototype, "fail", "end");
Object.defineProperty(PassiveSpan.prototype, identified, { value: true });
