// The span: flat fields while it is open, bytes when it ends. Two kinds share one surface: one that records,
// one that only carries context (not sampled, or telemetry off).
import {
  type Exception,
  type Link,
  type Span as OtelSpan,
  type SpanContext,
  SpanStatusCode,
  type TimeInput,
  type TraceState,
} from "@opentelemetry/api";
import { type AttributeLimits, type AttributeList, setAllIn, setIn } from "./attribute-list.ts";
import { momentOr, now } from "./clock.ts";
import { report } from "./diagnose.ts";
import { describeError } from "./error-form.ts";
import { activeScope, runWithSpan } from "./scope.ts";
import { settle } from "./settle.ts";
import { fromSpanContext, type Identity, identified, toSpanContext } from "./span-context.ts";
import { state } from "./state.ts";

/** How a span is to begin. All fields are optional. */
export interface SpanOptions {
  /** `SpanKind` of OpenTelemetry; internal by default. */
  readonly kind?: number | undefined;
  readonly attributes?: object | undefined;
  readonly links?: readonly Link[] | undefined;
  /** `true` begins a new trace, whatever is active. */
  readonly root?: boolean | undefined;
  readonly startTime?: TimeInput | undefined;
}

/**
 * An OpenTelemetry span with conveniences. Ended by `end()`, by `using`, or by the `trace` that made it.
 * Every method may be called at any time; after the end they do nothing but are counted.
 */
export interface Span extends OtelSpan, Disposable {
  setAttribute(key: string, value: unknown): this;
  setAttributes(attributes: object): this;
  /** Runs `fn` with this span active and records its error; leaves the span open. */
  run<T>(fn: () => T): T;
  /** Runs `fn` in a child span, as `trace()` does. */
  trace<T>(name: string, fn: (span: Span) => T): T;
  /** Ends the span unless it has ended. What `using` calls. */
  close(): void;
  /** Sets the start to now, for work that begins later than its span was made. */
  restart(): void;
}

/** Something that happened at a moment of a span. */
export interface RecordedEvent {
  readonly name: string;
  readonly moment: number;
  readonly attributes: AttributeList;
  readonly dropped: number;
}

/** A relation to a span of any trace. */
export interface RecordedLink {
  readonly identity: Identity;
  readonly attributes: AttributeList;
  readonly dropped: number;
}

/** How much a span may hold. */
export interface SpanLimits extends AttributeLimits {
  readonly events: number;
  readonly links: number;
  readonly eventAttributes: AttributeLimits;
  readonly linkAttributes: AttributeLimits;
}

/** Where a span goes when it has ended. `deliver` must not throw and must not keep the span. */
export interface SpanSink {
  readonly limits: SpanLimits;
  deliver(span: RecordedSpan): void;
  /** Starts a child, as the tracer that made the span would. */
  child(name: string, options: SpanOptions | undefined, parent: OtelSpan): Span;
}

/** A span that records. Fields are public for the encoder only. */
export class RecordedSpan implements Span, Identity {
  readonly t0: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly s0: number;
  readonly s1: number;
  readonly flags: number;
  readonly traceState: TraceState | undefined;
  readonly remote: boolean = false;
  readonly parent0: number;
  readonly parent1: number;
  readonly parentRemote: boolean;
  readonly kind: number;
  startMoment: number;
  readonly attributes: AttributeList = [];
  name: string;
  endMoment: number = 0;
  ended: boolean = false;
  droppedAttributes: number = 0;
  events: RecordedEvent[] | undefined = undefined;
  droppedEvents: number = 0;
  links: RecordedLink[] | undefined = undefined;
  droppedLinks: number = 0;
  statusCode: number = SpanStatusCode.UNSET;
  statusMessage: string = "";
  readonly #sink: SpanSink;
  #context: SpanContext | undefined = undefined;

  constructor(
    sink: SpanSink,
    identity: Identity,
    parent: Identity | undefined,
    name: string,
    kind: number,
    startMoment: number,
  ) {
    this.#sink = sink;
    this.t0 = identity.t0;
    this.t1 = identity.t1;
    this.t2 = identity.t2;
    this.t3 = identity.t3;
    this.s0 = identity.s0;
    this.s1 = identity.s1;
    this.flags = identity.flags;
    this.traceState = identity.traceState;
    this.parent0 = parent === undefined ? 0 : parent.s0;
    this.parent1 = parent === undefined ? 0 : parent.s1;
    this.parentRemote = parent !== undefined && parent.remote;
    this.name = name;
    this.kind = kind;
    this.startMoment = startMoment;
  }

  spanContext(): SpanContext {
    return (this.#context ??= toSpanContext(this));
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: unknown): this {
    if (this.#open()) this.droppedAttributes += setIn(this.attributes, key, value, this.#sink.limits);
    return this;
  }

  setAttributes(attributes: object): this {
    if (isObject(attributes) && this.#open()) {
      this.droppedAttributes += setAllIn(this.attributes, attributes, this.#sink.limits);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: object | TimeInput, time?: TimeInput): this {
    if (!this.#open()) return this;
    const timeFirst = isTimeInput(attributesOrTime);
    const attributes = timeFirst ? undefined : (attributesOrTime as object | undefined);
    this.#pushEvent(String(name), attributes, momentOr(timeFirst ? attributesOrTime : time));
    return this;
  }

  addLink(link: Link): this {
    if (!this.#open()) return this;
    const identity = fromSpanContext(link?.context);
    if (identity === undefined) return this;
    const { limits } = this.#sink;
    this.links ??= [];
    if (this.links.length >= limits.links) {
      this.droppedLinks++;
      return this;
    }
    const attributes: AttributeList = [];
    const dropped = isObject(link.attributes)
      ? setAllIn(attributes, link.attributes, limits.linkAttributes)
      : 0;
    this.links.push({ identity, attributes, dropped: dropped + (link.droppedAttributesCount ?? 0) });
    return this;
  }

  addLinks(links: readonly Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  /** OK is final, UNSET changes nothing, only ERROR keeps its message (specification: trace API, Set Status). */
  setStatus(status: { readonly code: number; readonly message?: string }): this {
    if (!this.#open() || this.statusCode === SpanStatusCode.OK) return this;
    if (status.code !== SpanStatusCode.OK && status.code !== SpanStatusCode.ERROR) return this;
    this.statusCode = status.code;
    this.statusMessage = status.code === SpanStatusCode.ERROR ? String(status.message ?? "") : "";
    return this;
  }

  updateName(name: string): this {
    if (this.#open()) this.name = String(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    if (!this.#open()) return;
    this.#pushEvent("exception", describeError(exception), momentOr(time));
  }

  end(endTime?: TimeInput): void {
    if (!this.#open()) return;
    this.ended = true;
    const moment = endTime === undefined ? now() : momentOr(endTime);
    this.endMoment = moment < this.startMoment ? this.startMoment : moment;
    this.#sink.deliver(this);
  }

  run<T>(fn: () => T): T {
    return settle(this, () => runWithSpan(activeScope(), this, fn), false);
  }

  trace<T>(name: string, fn: (span: Span) => T): T {
    const child = this.#sink.child(name, undefined, this);
    return settle(child, () => runWithSpan(activeScope(), child, () => fn(child)), true);
  }

  close(): void {
    if (!this.ended) this.end();
  }

  restart(): void {
    if (!this.ended) this.startMoment = now();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #pushEvent(name: string, attributes: object | undefined, moment: number): void {
    const { limits } = this.#sink;
    this.events ??= [];
    if (this.events.length >= limits.events) {
      this.droppedEvents++;
      return;
    }
    const list: AttributeList = [];
    const dropped = isObject(attributes) ? setAllIn(list, attributes, limits.eventAttributes) : 0;
    this.events.push({ name, moment, attributes: list, dropped });
  }

  #open(): boolean {
    if (this.ended) report("span_used_after_end");
    return !this.ended;
  }
}

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

for (const kind of [RecordedSpan, PassiveSpan])
  Object.defineProperty(kind.prototype, identified, { value: true });

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === "number" || value instanceof Date || (Array.isArray(value) && value.length === 2);
}
