// A log record as processors see it. Created only when there are processors; otherwise records are encoded directly. Values have the plain
// shape that OpenTelemetry's exporters use, so they get the same values that the library exports.
import type { HrTime, SpanContext } from "@opentelemetry/api";
import type { AnyValue } from "otlp";
import {
  type AttributeLimits,
  type AttributeList,
  noLimits,
  setAllIn,
  setIn,
} from "../attributes/attribute-list.ts";
import { momentOr, toHrTime } from "../runtime/clock.ts";
import { report } from "../diagnostics/diagnose.ts";
import type { FinalRecord } from "./encode-record.ts";
import type { ReadWriteLogRecord } from "../processor/log-processor.ts";
import type { ScopeView } from "../resource/scope-view.ts";
import { redactList, redactText, redactValue } from "../redaction/redaction.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import { define, toPlain } from "../attributes/plain.ts";
import { toAnyValue } from "../attributes/value.ts";

/** What all records of a logger have in common. */
export interface RecordOrigin {
  readonly resource: ResourceView;
  readonly scope: ScopeView;
  readonly limits: AttributeLimits;
}

/** A record that was emitted: it may be changed until {@link EmittedRecord.freeze}. */
export class EmittedRecord implements ReadWriteLogRecord, FinalRecord {
  readonly attributes: Record<string, unknown> = {};
  readonly resource: ResourceView;
  readonly instrumentationScope: ScopeView;
  droppedAttributesCount: number;
  moment: number;
  observedMoment: number;
  readonly #limits: AttributeLimits;
  #spanContext: SpanContext | undefined;
  #severityNumber: number | undefined;
  #severityText: string | undefined;
  #body: unknown;
  #eventName: string | undefined;
  #frozen = false;

  constructor(
    record: FinalRecord,
    attributes: AttributeList,
    dropped: number,
    spanContext: SpanContext | undefined,
    origin: RecordOrigin,
  ) {
    this.moment = record.moment;
    this.observedMoment = record.observedMoment;
    this.#severityNumber = record.severityNumber as number | undefined;
    this.#severityText = record.severityText as string | undefined;
    this.#body = record.body === undefined ? undefined : toPlain(toAnyValue(record.body));
    this.#eventName = record.eventName as string | undefined;
    this.#spanContext = spanContext;
    this.resource = origin.resource;
    this.instrumentationScope = origin.scope;
    this.#limits = origin.limits;
    this.droppedAttributesCount = dropped;
    this.#take(attributes);
  }

  get hrTime(): HrTime {
    return toHrTime(this.moment);
  }
  set hrTime(time: HrTime) {
    if (this.#open()) this.moment = momentOr(time);
  }
  get hrTimeObserved(): HrTime {
    return toHrTime(this.observedMoment);
  }
  set hrTimeObserved(time: HrTime) {
    if (this.#open()) this.observedMoment = momentOr(time);
  }
  get spanContext(): SpanContext | undefined {
    return this.#spanContext;
  }
  set spanContext(context: SpanContext | undefined) {
    if (this.#open()) this.#spanContext = context;
  }
  get severityNumber(): number | undefined {
    return this.#severityNumber;
  }
  set severityNumber(severity: number | undefined) {
    if (this.#open()) this.#severityNumber = severity;
  }
  get severityText(): string | undefined {
    return this.#severityText;
  }
  set severityText(text: string | undefined) {
    if (this.#open()) this.#severityText = text;
  }
  get body(): unknown {
    return this.#body;
  }
  set body(body: unknown) {
    if (this.#open()) this.#body = body;
  }
  get eventName(): string | undefined {
    return this.#eventName;
  }
  set eventName(name: string | undefined) {
    if (this.#open()) this.#eventName = name;
  }

  setAttribute(key: string, value?: unknown): this {
    if (!this.#open()) return this;
    const list: AttributeList = [];
    setIn(list, key, value, { ...this.#limits, count: 1 });
    this.#take(list);
    return this;
  }
  setAttributes(attributes: object): this {
    if (typeof attributes !== "object" || attributes === null) return this;
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
    return this;
  }
  setBody(body: unknown): this {
    this.body = body;
    return this;
  }
  setEventName(eventName: string): this {
    this.eventName = eventName;
    return this;
  }
  setSeverityNumber(severityNumber: number): this {
    this.severityNumber = severityNumber;
    return this;
  }
  setSeverityText(severityText: string): this {
    this.severityText = severityText;
    return this;
  }

  /** The attributes as they are now, ready to be encoded. */
  list(): AttributeList {
    const list: AttributeList = [];
    setAllIn(list, this.attributes, noLimits);
    return list;
  }

  /** Makes it read-only and redacted, so that a processor that keeps it for a later export has no secrets. */
  freeze(): void {
    if (this.#frozen) return;
    this.#frozen = true;
    const list = this.list();
    const left = redactList(list);
    if (left !== list) {
      for (const key of Object.keys(this.attributes)) delete this.attributes[key];
      for (let at = 0; at < left.length; at += 2)
        define(this.attributes, left[at] as string, toPlain(left[at + 1] as AnyValue));
    }
    if (this.#body !== undefined) this.#body = plainOf(redactValue(toAnyValue(this.#body)));
    if (typeof this.#severityText === "string") this.#severityText = redactText(this.#severityText);
    if (typeof this.#eventName === "string") this.#eventName = redactText(this.#eventName);
  }

  /** The record as it would leave now, for a processor that exports within the call. */
  leaving(): EmittedRecord {
    const { resource, instrumentationScope: scope, droppedAttributesCount: dropped } = this;
    const copy = new EmittedRecord(this, this.list(), dropped, this.#spanContext, {
      resource,
      scope,
      limits: noLimits,
    });
    copy.freeze();
    return copy;
  }

  #take(list: AttributeList): void {
    let count = Object.keys(this.attributes).length;
    for (let at = 0; at < list.length; at += 2) {
      const key = list[at] as string;
      const known = Object.hasOwn(this.attributes, key);
      if (!known && count++ >= this.#limits.count) this.droppedAttributesCount++;
      else define(this.attributes, key, toPlain(list[at + 1] as AnyValue));
    }
  }

  #open(): boolean {
    if (this.#frozen) report("log_record_changed_after_emit");
    return !this.#frozen;
  }
}

function plainOf(value: AnyValue | undefined): unknown {
  return value === undefined ? undefined : toPlain(value);
}
