// The span that only carries context: not sampled, suppressed, remote, or made while telemetry is off.
import type { SpanContext, TraceState } from "@opentelemetry/api";
import { activeScope, runWithSpan } from "./scope.ts";
import { settle } from "./settle.ts";
import type { Span } from "./span.ts";
import { type Identity, identified, toSpanContext } from "./span-context.ts";
import { state } from "./state.ts";

/** A span that records nothing and hands its context on. */
export class PassiveSpan implements Span, Identity {
  readonly t0: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly s0: number;
  readonly s1: number;
  readonly flags: number;
  readonly traceState: TraceState | undefined;
  readonly remote: boolean;
  ended: boolean = false;
  #context: SpanContext | undefined = undefined;

  constructor(identity: Identity) {
    this.t0 = identity.t0;
    this.t1 = identity.t1;
    this.t2 = identity.t2;
    this.t3 = identity.t3;
    this.s0 = identity.s0;
    this.s1 = identity.s1;
    this.flags = identity.flags;
    this.traceState = identity.traceState;
    this.remote = identity.remote;
  }

  spanContext(): SpanContext {
    return (this.#context ??= toSpanContext(this));
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
    this.ended = true;
  }
  run<T>(fn: () => T): T {
    return state.engine === undefined ? fn() : runWithSpan(activeScope(), this, fn);
  }
  trace<T>(name: string, fn: (span: Span) => T): T {
    const { engine } = state;
    if (engine === undefined) return fn(this);
    const child = engine.tracer.child(name, undefined, this);
    return settle(child, () => runWithSpan(activeScope(), child, () => fn(child)), true);
  }
  close(): void {
    this.ended = true;
  }
  restart(): void {}
  [Symbol.dispose](): void {
    this.ended = true;
  }
}

Object.defineProperty(PassiveSpan.prototype, identified, { value: true });
