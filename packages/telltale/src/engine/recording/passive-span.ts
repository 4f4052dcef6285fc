// The span that only carries context: not sampled, suppressed, remote, or made while telemetry is off.
import type { Span as OtelSpan, SpanContext } from "@opentelemetry/api";
import { addNonRecordingMethods, type NonRecordingMethods } from "../api/non-recording-span.ts";
import { INVALID_SPAN_CONTEXT } from "../api/trace.ts";
import { endingCallback } from "../completion/callback.ts";
import { report } from "../diagnostics/diagnose.ts";
import { guardMethods } from "../diagnostics/guard.ts";
import { fail } from "../completion/finish.ts";
import { runBelow, runInSpan } from "../completion/run-traced.ts";
import type { EngineSpan, Span, SpanOptions } from "../span/span.ts";
import { type Identity, identified, toSpanContext } from "../span/span-context.ts";
import { type ProcessState, processState } from "../runtime/process-state.ts";
import type { SpanSink } from "./recorded-span.ts";

type Traced<T> = (span: Span) => T;

/** What starts the children of a span that records nothing. */
export interface SpanStarter {
  readonly tracer: Pick<SpanSink, "child">;
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
      report("internal_error", error);
      return INVALID_SPAN_CONTEXT;
    }
  }
  end(): void {
    this.close();
  }
  run<T>(fn: () => T): T {
    return state.engine === undefined ? fn() : runInSpan(this, fn);
  }
  trace<T>(name: string, ...rest: [fn: Traced<T>] | [options: SpanOptions, fn: Traced<T>]): T {
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
    return endingCallback(this, fn);
  }
  close(): void {
    this.ended = true;
    this.#leave?.();
    this.#leave = undefined;
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
guardMethods(PassiveSpan.prototype, "fail", "close");
Object.defineProperty(PassiveSpan.prototype, identified, { value: true });
