// The span that only carries context: not sampled, suppressed, remote, or made while telemetry is off.
import type { SpanContext } from "@opentelemetry/api";
import { activeScope, runWithSpan } from "./scope.ts";
import { runTraced } from "./settle.ts";
import type { Span } from "./span.ts";
import { type Identity, identified, toSpanContext } from "./span-context.ts";
import { state } from "./state.ts";

/** A span that records nothing and hands its context on. */
export class PassiveSpan implements Span {
  readonly identity: Identity;
  ended: boolean = false;
  readonly resting: boolean = false;
  #context: SpanContext | undefined = undefined;
  #leave: (() => void) | undefined = undefined;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  spanContext(): SpanContext {
    return (this.#context ??= toSpanContext(this.identity));
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
    return state.engine === undefined ? fn() : runWithSpan(activeScope(), this, fn);
  }
  trace<T>(name: string, fn: (span: Span) => T): T {
    const { engine } = state;
    if (engine === undefined) return fn(this);
    const child = engine.tracer.child(name, undefined, this);
    return runTraced(activeScope(), child, fn);
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
