// The span that only carries context: not sampled, suppressed, remote, or made while telemetry is off.
import type { Span as OtelSpan, SpanContext } from "@opentelemetry/api";
import { endingCallback } from "./callback.ts";
import { activeScope } from "./scope.ts";
import { fail, runHeld, runTraced } from "./settle.ts";
import type { EngineSpan, Span, SpanOptions } from "./span.ts";
import { type Identity, identified, toSpanContext } from "./span-context.ts";
import { spanName } from "./span-name.ts";
import { state } from "./state.ts";

type Traced<T> = (span: Span) => T;

/** A span that records nothing and hands its context on. */
export class PassiveSpan implements EngineSpan {
  readonly identity: Identity;
  ended: boolean = false;
  readonly resting: boolean = false;
  /** Whether it was passed over: what starts below it belongs to the span above, which it stands for. */
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
    return this.standsFor?.spanContext() ?? (this.#context ??= toSpanContext(this.identity));
  }
  isRecording(): boolean {
    return false;
  }
  setAttribute(): this {
    return this;
  }
  setAttributes(): this {
    return this;
  }
  addEvent(): this {
    return this;
  }
  addLink(): this {
    return this;
  }
  addLinks(): this {
    return this;
  }
  setStatus(): this {
    return this;
  }
  updateName(): this {
    return this;
  }
  recordException(): void {}
  end(): void {
    this.close();
  }
  run<T>(fn: () => T): T {
    return state.engine === undefined ? fn() : runHeld(this, fn);
  }
  trace<T>(name: string, ...rest: [fn: Traced<T>] | [options: SpanOptions, fn: Traced<T>]): T {
    const { engine } = state;
    const fn = rest.at(-1) as Traced<T>;
    if (engine === undefined) return fn(this);
    const child = engine.tracer.child(spanName(name), rest.length === 2 ? rest[0] : undefined, this);
    return runTraced(activeScope(), child, fn);
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

Object.defineProperty(PassiveSpan.prototype, identified, { value: true });
