// Log records: encoded the moment they are emitted, with the active span and the context attributes on them.
// What a logger lets through and who looks at its records is settled when it is made.
import { absorbContext } from "../context/absorb-context.ts";
import type { Span as OtelSpan, TimeInput } from "@opentelemetry/api";
import type { EngineCounts } from "../diagnostics/counts.ts";
import {
  addMissingIn,
  type AttributeLimits,
  type AttributeList,
  setAllIn,
  setIn,
} from "../attributes/attribute-list.ts";
import type { CardinalityGuard } from "../cardinality/guard.ts";
import { momentOr, now } from "../runtime/clock.ts";
import { withOwn } from "../context/context-attributes.ts";
import { report } from "../diagnostics/diagnose.ts";
import type { RecordLimits, FinalRecord } from "./encode-record.ts";
import { EmittedRecord } from "./emitted-record.ts";
import type { Enrichment, OpenRecord } from "../enrichment/enrichment.ts";
import { describeError } from "../errors/error-form.ts";
import { createScopeBatch, type SignalPipeline } from "../queue/signal-pipeline.ts";
import { anyInterested, type LogRecordProcessor, runProcessors } from "../processor/log-processor.ts";
import { isOpen, type LogRules, passes, ruleFor } from "./log-rule.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import { activeScope, openSpan, type Scope } from "../context/scope.ts";
import { encodeScopeAttributes, redactScope, type ScopeView } from "../resource/scope-view.ts";
import { fieldsOf, type ReadyRecord, writeWithin } from "./record-size-guard.ts";
import { fromSpanContext, identityOf, toSpanContext } from "../span/span-context.ts";
import { toText } from "../attributes/value.ts";

/** One record to emit. Everything but the severity is optional. */
interface RecordInput {
  readonly eventName?: string | undefined;
  /** OpenTelemetry severity number, 1 to 24; 0 is "not given". */
  readonly severityNumber: number;
  readonly severityText?: string | undefined;
  readonly body?: unknown;
  /**
   * Makes the record a fact of the business: attributes in their final form, which no limit and no other attribute
   * of the same name takes away. The list is taken over: the attributes come behind.
   */
  readonly facts?: AttributeList | undefined;
  readonly attributes?: object | undefined;
  /** A moment of the engine's clock, stronger than `time`. */
  readonly moment?: number | undefined;
  /** The same of `observedTime`. */
  readonly observedMoment?: number | undefined;
  readonly time?: TimeInput | undefined;
  readonly observedTime?: TimeInput | undefined;
  readonly exception?: unknown;
  /** The span it belongs to; the active one by default. */
  readonly span?: OtelSpan | undefined;
}

/** Emits records of one instrumentation scope. */
export interface LoggerCore {
  emit(record: RecordInput, scope?: Scope): void;
  /** Whether a record of this severity and name, emitted in `scope`, would be looked at by anybody. */
  enabled(severity: number | undefined, eventName: string | undefined, scope: Scope): boolean;
}

/** What all loggers of a pipeline share. */
export interface LogPlan {
  readonly pipeline: SignalPipeline;
  /** Whether the pipeline leads anywhere. */
  readonly exported: boolean;
  readonly limits: RecordLimits;
  /** Sees the names of events. */
  readonly guard: CardinalityGuard | undefined;
  readonly rules: LogRules;
  readonly processors: readonly LogRecordProcessor[];
  /** What configuration does to records; undefined where it does nothing. */
  readonly enrichment: Enrichment | undefined;
  readonly resource: ResourceView;
  readonly counts: EngineCounts;
  /** Wants to know of the severity of records inside spans; undefined where nobody asks. */
  readonly hear: ((span: OtelSpan, severity: number) => void) | undefined;
}

/** A logger of the instrumentation scope `view` by `plan`. */
export function createLoggerCore(plan: LogPlan, view: ScopeView): LoggerCore {
  const { pipeline, limits, processors } = plan;
  const enrich = plan.enrichment?.record;
  const batch = createScopeBatch(
    view.name,
    view.version ?? "",
    view.schemaUrl ?? "",
    encodeScopeAttributes(view),
  );
  const rule = ruleFor(plan.rules, view.name);
  const filters = !isOpen(rule);
  const origin = { resource: plan.resource, scope: redactScope(view), limits };

  /** Has the processors look at the record, then writes what they made of it. */
  function process(record: RecordInput, scope: Scope, span: OtelSpan | undefined): EmittedRecord {
    const own: AttributeList = record.facts ?? [];
    const dropped = collect(own, record, limits);
    const attributes = scope.attributes === undefined ? own : withOwn(scope.attributes, own);
    const identity = span === undefined ? undefined : identityOf(span);
    const context = identity === undefined ? undefined : toSpanContext(identity);
    const emitted = new EmittedRecord(settle(record), attributes, dropped, context, origin);
    runProcessors(processors, emitted, scope);
    return emitted;
  }

  /** Has configuration look at the record, then writes it; whether it leaves. */
  function put(ready: ReadyRecord): boolean {
    const left = enrich === undefined ? ready : enrichRecord(enrich, ready, limits);
    if (left === undefined) {
      plan.counts.leftOutLogs++;
      return false;
    }
    writeWithin(batch.writer, left, limits);
    return true;
  }

  return {
    emit(record, scope = activeScope()) {
      const before = batch.writer.length;
      // a fact of the business is no message: no severity filter touches it, and no burst of messages pushes it out
      const fact = record.facts !== undefined;
      let emitted: EmittedRecord | undefined;
      try {
        const span = record.span ?? openSpan(scope);
        if (filters && !fact && !passes(rule, record.severityNumber, span)) return;
        plan.counts.logs++;
        if (plan.hear !== undefined && span !== undefined) plan.hear(span, record.severityNumber);
        if (processors.length === 0) {
          if (!pipeline.admit(fact)) return;
          if (!put(readyOf(record, scope, span, limits))) return;
        } else {
          emitted = process(record, scope, span);
          if (!pipeline.admit(fact)) return;
          const { spanContext, droppedAttributesCount } = emitted;
          const attributes = emitted.list();
          const ready = {
            ...fieldsOf(emitted),
            attributes,
            facts: fact ? attributes.length : 0,
            dropped: droppedAttributesCount,
            identity: fromSpanContext(spanContext),
            context: undefined,
          };
          if (!put(ready)) return;
        }
      } catch (error) {
        // a record that throws when read
        batch.writer.truncate(before);
        report("emit_failed", error);
        return;
      } finally {
        emitted?.freeze();
      }
      if (record.eventName !== undefined) plan.guard?.eventName(toText(record.eventName));
      pipeline.added(batch, fact);
    },
    enabled(severityNumber, eventName, scope) {
      if (filters && !passes(rule, severityNumber, openSpan(scope))) return false;
      if (plan.exported) return true;
      return anyInterested(processors, {
        context: scope,
        instrumentationScope: view,
        severityNumber,
        eventName,
      });
    },
  };
}

function readyOf(
  record: RecordInput,
  scope: Scope,
  span: OtelSpan | undefined,
  limits: RecordLimits,
): ReadyRecord {
  const attributes: AttributeList = record.facts ?? [];
  const facts = attributes.length;
  const dropped = collect(attributes, record, limits);
  const identity = span === undefined ? undefined : identityOf(span);
  const observedMoment = observedAt(record);
  const moment = happenedAt(record, observedMoment);
  const { severityNumber, severityText, body, eventName } = record;
  const context = scope.attributes;
  return {
    moment,
    observedMoment,
    severityNumber,
    severityText,
    body,
    eventName,
    attributes,
    facts,
    dropped,
    identity,
    context,
  };
}

/** The attributes of a record beside those of the context: its own, then those of its exception that it does not give itself. Returns how many were dropped. */
function collect(list: AttributeList, record: RecordInput, limits: AttributeLimits): number {
  const { facts, attributes } = record;
  if (facts !== undefined) return attributes === undefined ? 0 : addMissingIn(list, attributes, limits);
  let dropped = 0;
  if (record.attributes) dropped += setAllIn(list, record.attributes, limits);
  if (record.exception === undefined || record.exception === null) return dropped;
  const given = record.attributes as Readonly<Record<string, unknown>> | undefined;
  for (const [key, value] of Object.entries(describeError(record.exception))) {
    if (given?.[key] === undefined) dropped += setIn(list, key, value, limits);
  }
  return dropped;
}

function settle(record: RecordInput): FinalRecord {
  const observedMoment = observedAt(record);
  const { severityNumber, severityText, body, eventName } = record;
  const moment = happenedAt(record, observedMoment);
  return { moment, observedMoment, severityNumber, severityText, body, eventName };
}

function observedAt({ observedMoment, observedTime }: RecordInput): number {
  return observedMoment ?? (observedTime === undefined ? now() : momentOr(observedTime));
}

// without a time of its own it happened when it was observed (specification: logs data model, ObservedTimestamp)
function happenedAt({ moment, time }: RecordInput, observedMoment: number): number {
  return moment ?? (time === undefined ? observedMoment : momentOr(time));
}

// A log record on its way through what configuration does to records: with the attributes of its context, which may be changed, too.
/** `ready` as `enrich` has changed it; undefined where it does not leave. */
function enrichRecord(
  enrich: NonNullable<Enrichment["record"]>,
  ready: ReadyRecord,
  limits: AttributeLimits,
): ReadyRecord | undefined {
  const { attributes, facts, context } = ready;
  const crowdedOut = context === undefined ? 0 : absorbContext(attributes, context, limits);
  const { severityNumber, eventName, body } = ready;
  const record: OpenRecord = { severityNumber, eventName, body, attributes, facts };
  if (!enrich(record)) return undefined;
  return { ...ready, body: record.body, dropped: ready.dropped + crowdedOut, context: undefined };
}
