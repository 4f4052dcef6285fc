// The span that records: flat fields while it is open, bytes when it ends.
import type { AnyValue } from "otlp";
import type {
  Exception,
  Link,
  Span as OtelSpan,
  SpanContext,
  TimeInput,
  TraceState,
} from "@opentelemetry/api";
import { SpanStatusCode } from "../api/enums.ts";
import { INVALID_SPAN_CONTEXT } from "../api/trace.ts";
import {
  type AttributeLimits,
  type AttributeList,
  setAllIn,
  setIn,
  shorten,
} from "../attributes/attribute-list.ts";
import { types } from "../runtime/builtin.ts";
import { endingCallback } from "../completion/callback.ts";
import { isBefore, momentOr, now } from "../runtime/clock.ts";
import { type ContextAttributes, indexIn, withOwn } from "../context/context-attributes.ts";
import { report } from "../diagnostics/diagnose.ts";
import { guardMethods, isDetached, caught, safely } from "../diagnostics/guard.ts";
import { describeError } from "../errors/error-form.ts";
import { fail } from "../completion/finish.ts";
import { runBelow, runInSpan } from "../completion/run-traced.ts";
import type { EngineSpan, Span, SpanLimits, SpanOptions } from "../span/span.ts";
import { noteLateWrite } from "./late-write.ts";
import { PassiveSpan, type Traced } from "./passive-span.ts";
import type { SpanRequest } from "./span-request.ts";
import {
  contextInstead,
  fromSpanContext,
  type Identity,
  identified,
  noIdentity,
  sampledFlag,
  toSpanContext,
} from "../span/span-context.ts";
import { toText } from "../attributes/value.ts";

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

/** Attributes that many spans share, and their bytes. None of them may be among a span's own. */
export interface Marks {
  readonly list: AttributeList;
  readonly bytes: Uint8Array;
}

/** What creates a span and receives it when it ends. Must not throw. */
export interface SpanSink {
  readonly limits: SpanLimits;
  /** Called just before the end, when the end time is fixed and the span can still be changed; undefined if unused. */
  readonly ending: ((span: RecordedSpan) => void) | undefined;
  /** Removes a span from the open ones, and adds it again. */
  suspend(span: RecordedSpan): void;
  resume(span: RecordedSpan): void;
  /** Takes a span that has ended. */
  deliver(span: RecordedSpan): void;
  /** Exports a span that was buffered after its end. `room` is whether the queue has room for it. */
  release(span: RecordedSpan, room: boolean): void;
  /** Starts a child, as the tracer that made the span would. */
  child(name: string, options: SpanOptions | undefined, parent: OtelSpan): EngineSpan;
}

/** The trace of a span in the tail buffer, as far as the span asks for it. `tail-buffer/buffered-trace.ts` has the rest. */
export interface BufferedTraceView {
  /** Undefined while it is not decided. */
  readonly decision: { readonly kept: boolean } | undefined;
}

/** A span that records. Fields are public for the encoder only. */
export class RecordedSpan implements EngineSpan {
  readonly identity: Identity;
  /** Changed only when a tail buffer removes its parent. */
  parent: Identity | undefined;
  readonly kind: number;
  startMoment: number;
  /** The attributes that were set on it; with those of its context they are {@link RecordedSpan.attributes}. */
  readonly own: AttributeList = [];
  /** The context attributes that are on it, until configuration makes them its own. */
  context: ContextAttributes | undefined;
  name: string;
  endMoment: number = 0;
  ended: boolean = false;
  resting: boolean = false;
  /** Whether it is there to wait: however long it takes, it is not slow. */
  waits: boolean = false;
  droppedAttributes: number = 0;
  events: RecordedEvent[] | undefined = undefined;
  droppedEvents: number = 0;
  links: RecordedLink[] | undefined = undefined;
  droppedLinks: number = 0;
  statusCode: number = SpanStatusCode.UNSET;
  statusMessage: string = "";
  readonly #sink: SpanSink;
  #context: SpanContext | undefined = undefined;
  #ending: boolean = false;
  #leave: (() => void) | undefined = undefined;
  /** Whether its context was passed to other code, which may pass it on. */
  carried: boolean = false;
  /** With a tail buffer: its trace, the number of its children, and, once it was removed, the parent of later children. */
  buffered: BufferedTraceView | undefined = undefined;
  children: number = 0;
  standIn: Identity | null | undefined = undefined;
  /** What the library itself says of it at the end, behind its own attributes. */
  marks: Marks | undefined = undefined;
  /** Neighbours in the list of open spans, then of those that are held. */
  earlier: RecordedSpan | undefined = undefined;
  later: RecordedSpan | undefined = undefined;

  constructor(
    sink: SpanSink,
    { identity, name, kind, scope }: SpanRequest,
    parent: Identity | undefined,
    startMoment: number,
  ) {
    this.#sink = sink;
    this.identity = identity;
    this.parent = parent;
    this.name = this.#within(toText(name), "name");
    this.kind = kind;
    this.startMoment = startMoment;
    this.context = scope.attributes;
  }

  /** All attributes as they are now. */
  get attributes(): AttributeList {
    const all = this.context === undefined ? this.own : withOwn(this.context, this.own);
    return this.marks === undefined ? all : [...all, ...this.marks.list];
  }

  get limits(): AttributeLimits {
    return this.#sink.limits;
  }

  spanContext(): SpanContext {
    try {
      const { standIn } = this;
      const context = standIn === undefined ? this.viewContext() : contextInstead(standIn, this.identity);
      this.carried = true;
      return context;
    } catch (error) {
      caught(this, RecordedSpan, "spanContext", error);
      return INVALID_SPAN_CONTEXT;
    }
  }

  /** The same for those who look at spans and name them nowhere else. */
  viewContext(): SpanContext {
    // one whose trace was dropped while it is open does not leave, and must not say that it was sampled
    if (this.buffered?.decision?.kept === false && (this.identity.flags & sampledFlag) !== 0) {
      (this.identity as { flags: number }).flags &= ~sampledFlag;
      this.#context = undefined;
    }
    return (this.#context ??= toSpanContext(this.identity));
  }

  /** Has it, and what starts below it, go on with `traceState`. */
  setTraceState(traceState: TraceState | undefined): void {
    (this.identity as { traceState: TraceState | undefined }).traceState = traceState;
    this.#context = undefined;
  }

  isRecording(): boolean {
    return (this as this | undefined)?.ended === false;
  }

  setAttribute(key: string, value: unknown): this {
    try {
      if (this.#open()) this.droppedAttributes += setIn(this.own, key, value, this.#sink.limits);
    } catch (error) {
      caught(this, RecordedSpan, "setAttribute", error);
    }
    return this;
  }

  setAttributes(attributes: object): this {
    try {
      if (isObject(attributes) && this.#open())
        this.droppedAttributes += setAllIn(this.own, attributes, this.#sink.limits);
    } catch (error) {
      caught(this, RecordedSpan, "setAttributes", error);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: object | TimeInput, time?: TimeInput): this {
    if (!this.#open()) return this;
    if (isTimeInput(attributesOrTime)) this.#pushEvent(toText(name), undefined, momentOr(attributesOrTime));
    else this.#pushEvent(toText(name), attributesOrTime, momentOr(time));
    return this;
  }

  addLink(link: Link): this {
    try {
      if (this.#open()) this.#pushLink(link);
    } catch (error) {
      caught(this, RecordedSpan, "addLink", error, "link_unreadable");
    }
    return this;
  }

  addLinks(links: readonly Link[]): this {
    try {
      for (const link of links) this.addLink(link);
    } catch (error) {
      caught(this, RecordedSpan, "addLinks", error, "link_unreadable");
    }
    return this;
  }

  /** OK is final, UNSET changes nothing, only ERROR keeps its message (specification: trace API, Set Status). */
  setStatus(status: { readonly code: number; readonly message?: string }): this {
    if (!this.#open() || this.statusCode === SpanStatusCode.OK) return this;
    try {
      const { code, message = "" } = status;
      if (code !== SpanStatusCode.OK && code !== SpanStatusCode.ERROR) return this;
      this.statusCode = code;
      this.statusMessage =
        code === SpanStatusCode.ERROR ? this.#within(toText(message), "status message") : "";
    } catch (error) {
      report("status_unreadable", error);
    }
    return this;
  }

  updateName(name: string): this {
    if (this.#open()) this.name = this.#within(toText(name), "name");
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    if (!this.#open()) return;
    // text has no type of its own
    const form =
      typeof exception === "string" ? { "exception.message": exception } : describeError(exception);
    this.#pushEvent("exception", form, momentOr(time));
  }

  end(endTime?: TimeInput): void {
    try {
      if (!this.#open() || this.#ending) return;
      this.#ending = true;
      if (this.resting) this.#resume();
      const moment = endTime === undefined ? now() : momentOr(endTime);
      this.endMoment = isBefore(moment, this.startMoment) ? this.startMoment : moment;
      this.#sink.ending?.(this);
      this.ended = true;
      this.#sink.deliver(this);
    } catch (error) {
      caught(this, RecordedSpan, "end", error);
      if (!(this instanceof RecordedSpan)) return; // a listener, called on its emitter
      this.ended = true;
    }
    if (this.#leave !== undefined) safely(this.#leave);
  }

  run<T>(fn: () => T): T {
    return runInSpan(this, fn);
  }

  trace<T>(name: string, ...rest: [fn: Traced<T>] | [options: SpanOptions, fn: Traced<T>]): T {
    if (isDetached(this, RecordedSpan, "trace")) return new PassiveSpan(noIdentity).trace(name, ...rest);
    return runBelow(this, this.#sink, name, rest);
  }

  fail(error: unknown): this {
    if (this.#open()) fail(this, error);
    return this;
  }

  callback<This, Args extends unknown[], Result>(
    fn?: (this: This, ...args: Args) => Result,
  ): (this: This, ...args: Args) => Result {
    return endingCallback(this, RecordedSpan, fn);
  }

  close(): void {
    if ((this as this | undefined)?.ended === false) this.end();
  }

  rest(): void {
    if (this.ended || this.resting) return;
    this.resting = true;
    this.#sink.suspend(this);
  }

  restart(): void {
    if (this.ended) return;
    this.startMoment = now();
    if (this.resting) this.#resume();
  }

  /** Exports it after it was buffered. With `room` false the queue has no room for it. */
  release(room: boolean): void {
    this.#sink.release(this, room);
  }

  onClose(leave: () => void): void {
    this.#leave = leave;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #resume(): void {
    this.resting = false;
    this.#sink.resume(this);
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
    this.events.push({ name: this.#within(name, "event"), moment, attributes: list, dropped });
  }

  #pushLink(link: Link): void {
    // one to nowhere still says something by its attributes (specification: trace API, Link)
    const saysMore = isObject(link.attributes) && Object.keys(link.attributes).length > 0;
    const identity = fromSpanContext(link.context) ?? (saysMore ? noIdentity : undefined);
    if (identity === undefined) return;
    const { limits } = this.#sink;
    this.links ??= [];
    if (this.links.length >= limits.links) {
      this.droppedLinks++;
      return;
    }
    const attributes: AttributeList = [];
    const dropped = isObject(link.attributes)
      ? setAllIn(attributes, link.attributes, limits.linkAttributes)
      : 0;
    this.links.push({ identity, attributes, dropped: dropped + (link.droppedAttributesCount ?? 0) });
  }

  #within(text: string, name: string): string {
    const limits = this.#sink.limits.text;
    return text.length > limits.valueLength ? shorten(text, limits, name) : text;
  }

  #open(): boolean {
    if (this.ended) noteLateWrite(this);
    return !this.ended;
  }
}

Object.defineProperty(RecordedSpan.prototype, identified, { value: true });
guardMethods(RecordedSpan.prototype, "addEvent", "setStatus", "updateName", "recordException", "fail");

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isTimeInput(value: unknown): value is TimeInput {
  if (typeof value === "number" || types.isDate(value)) return true;
  try {
    return Array.isArray(value) && value.length === 2;
  } catch {
    return false;
  }
}

/** Says of `span` that it is there to wait. */
export function setWaiting(span: Span): void {
  if (span instanceof RecordedSpan) span.waits = true;
}

/** Puts `facts`, which are in their final form, on `span` where it records: no limit takes them away. */
export function setFacts(span: Span, facts: AttributeList): void {
  if (!(span instanceof RecordedSpan) || span.ended) return;
  const { own } = span;
  const bare = own.length === 0;
  for (let at = 0; at < facts.length; at += 2) {
    const known = bare ? -1 : indexIn(own, facts[at] as string);
    if (known === -1) own.push(facts[at] as string, facts[at + 1] as AnyValue);
    else own[known + 1] = facts[at + 1] as AnyValue;
  }
}
