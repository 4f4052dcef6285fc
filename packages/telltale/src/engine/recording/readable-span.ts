// A span as processors and exporters of the stock SDK see it: a view over the recorded one, made only when it is read.
// Everything can be read at any time; the fields are built when they are asked for, and once and for all after the end. Until then
// they are as they were set; from then on as they leave, redacted.
import type {
  Attributes,
  Exception,
  HrTime,
  Link,
  SpanContext,
  SpanStatus,
  TimeInput,
} from "@opentelemetry/api";
import { createTraceState } from "../api/trace-state.ts";
import type { AnyValue } from "otlp";
import type { AttributeList } from "../attributes/attribute-list.ts";
import { splitNs, toEpochNs, toHrTime } from "../runtime/clock.ts";
import { toPlain } from "../attributes/plain.ts";
import { redactTraceState } from "../redaction/trace-state.ts";
import type { ScopeView } from "../resource/scope-view.ts";
import type { RecordedSpan } from "./recorded-span.ts";
import { redactList, redactText } from "../redaction/redaction.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import { toSpanContext } from "../span/span-context.ts";
import type { ReadWriteSpan, TimedEvent } from "../processor/span-processor.ts";

/** Where a span comes from. */
export interface SpanOrigin {
  readonly resource: ResourceView;
  readonly scope: ScopeView;
}

/** The view of one span; the same object from its start to its end. */
export class ReadableSpan implements ReadWriteSpan {
  readonly resource: ResourceView;
  readonly instrumentationScope: ScopeView;
  readonly #span: RecordedSpan;
  #attributes: Attributes | undefined = undefined;
  #events: TimedEvent[] | undefined = undefined;
  #links: Link[] | undefined = undefined;
  #parent: SpanContext | undefined = undefined;

  constructor(span: RecordedSpan, origin: SpanOrigin) {
    this.#span = span;
    this.resource = origin.resource;
    this.instrumentationScope = origin.scope;
  }

  get name(): string {
    return this.#redacted(this.#span.name);
  }
  get kind(): number {
    return this.#span.kind;
  }
  get parentSpanContext(): SpanContext | undefined {
    const { parent } = this.#span;
    if (parent === undefined) return undefined;
    return (this.#parent ??= leavingContext(toSpanContext(parent), true));
  }
  /** What processors written for the 1.x line read. */
  get parentSpanId(): string | undefined {
    return this.parentSpanContext?.spanId;
  }
  /** What processors written for the 1.x line read. */
  get instrumentationLibrary(): ScopeView {
    return this.instrumentationScope;
  }
  get startTime(): HrTime {
    return toHrTime(this.#span.startMoment);
  }
  get endTime(): HrTime {
    return this.#span.endMoment === 0 ? [0, 0] : toHrTime(this.#span.endMoment);
  }
  get duration(): HrTime {
    const { startMoment, endMoment } = this.#span;
    if (endMoment === 0) return [-1, 0];
    return splitNs(toEpochNs(endMoment) - toEpochNs(startMoment));
  }
  /** For the library's own processors: whether it is there to wait. */
  get waits(): boolean {
    return this.#span.waits;
  }
  get ended(): boolean {
    return this.#span.ended;
  }
  get status(): SpanStatus {
    const { statusCode, statusMessage } = this.#span;
    if (statusMessage === "") return { code: statusCode };
    return { code: statusCode, message: this.#redacted(statusMessage) };
  }
  get attributes(): Attributes {
    if (this.#attributes !== undefined) return this.#attributes;
    const attributes = this.#plain(this.#span.attributes);
    if (this.#span.ended) this.#attributes = attributes;
    return attributes;
  }
  get events(): TimedEvent[] {
    if (this.#events !== undefined) return this.#events;
    const events = (this.#span.events ?? []).map((event) => ({
      name: this.#redacted(event.name),
      time: toHrTime(event.moment),
      attributes: this.#plain(event.attributes),
      droppedAttributesCount: event.dropped,
    }));
    if (this.#span.ended) this.#events = events;
    return events;
  }
  get links(): Link[] {
    if (this.#links !== undefined) return this.#links;
    const links = (this.#span.links ?? []).map((link) => ({
      context: leavingContext(toSpanContext(link.identity), this.#span.ended),
      attributes: this.#plain(link.attributes),
      droppedAttributesCount: link.dropped,
    }));
    if (this.#span.ended) this.#links = links;
    return links;
  }
  get droppedAttributesCount(): number {
    return this.#span.droppedAttributes;
  }
  get droppedEventsCount(): number {
    return this.#span.droppedEvents;
  }
  get droppedLinksCount(): number {
    return this.#span.droppedLinks;
  }

  spanContext(): SpanContext {
    return leavingContext(this.#span.viewContext(), this.#span.ended);
  }
  isRecording(): boolean {
    return this.#span.isRecording();
  }
  setAttribute(key: string, value: unknown): this {
    this.#span.setAttribute(key, value);
    return this;
  }
  setAttributes(attributes: object): this {
    this.#span.setAttributes(attributes);
    return this;
  }
  addEvent(name: string, attributesOrTime?: object | TimeInput, time?: TimeInput): this {
    this.#span.addEvent(name, attributesOrTime, time);
    return this;
  }
  addLink(link: Link): this {
    this.#span.addLink(link);
    return this;
  }
  addLinks(links: Link[]): this {
    this.#span.addLinks(links);
    return this;
  }
  setStatus(status: SpanStatus): this {
    this.#span.setStatus(status as never);
    return this;
  }
  updateName(name: string): this {
    this.#span.updateName(name);
    return this;
  }
  recordException(exception: Exception, time?: TimeInput): void {
    this.#span.recordException(exception, time);
  }
  end(endTime?: TimeInput): void {
    this.#span.end(endTime);
  }

  #redacted(text: string): string {
    return this.#span.ended ? redactText(text) : text;
  }
  #plain(list: AttributeList): Attributes {
    return toAttributes(this.#span.ended ? redactList(list) : list);
  }
}

/** `context` as it is on a span that has ended: what others put into the trace state may hold anything. */
function leavingContext(context: SpanContext, ended: boolean): SpanContext {
  const { traceState } = context;
  if (!ended || traceState === undefined) return context;
  const text = traceState.serialize();
  const left = redactTraceState(text);
  return left === text ? context : { ...context, traceState: createTraceState(left) };
}

function toAttributes(list: Readonly<AttributeList>): Attributes {
  const plain: Record<string, unknown> = {};
  for (let at = 0; at < list.length; at += 2) {
    const key = list[at] as string;
    const value = toPlain(list[at + 1] as AnyValue);
    if (key === "__proto__") Object.defineProperty(plain, key, { value, enumerable: true });
    else plain[key] = value;
  }
  return plain as Attributes;
}
