// Loggers: a record is encoded when it is emitted, with the active span and the context attributes. The filter and the processors of a
// logger are decided when it is created.
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
import type { FinalRecord, ReadyRecord, RecordLimits } from "./encode-record.ts";
import { EmittedRecord, type RecordOrigin } from "./emitted-record.ts";
import type { Enrichment, OpenRecord } from "../enrichment/enrichment.ts";
import type { SignalCheck } from "../enrichment/signal-check.ts";
import { describeError } from "../errors/error-form.ts";
import { createScopeBatch, type ScopeBatch, type SignalPipeline } from "../queue/signal-pipeline.ts";
import { anyInterested, type LogRecordProcessor, runProcessors } from "../processor/log-processor.ts";
import { isOpen, type LogRule, type LogRules, passes, ruleFor } from "./log-rule.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import { activeScope, type Scope } from "../context/scope.ts";
import { encodeScopeAttributes, redactScope, type ScopeView } from "../resource/scope-view.ts";
import { fieldsOf, writeWithin } from "./record-size-guard.ts";
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
   * Makes the record a business record: attributes in their final form, which neither a limit nor another attribute of the same name
   * removes. The record takes the list over: its other attributes are appended.
   */
  readonly facts?: AttributeList | undefined;
  readonly attributes?: object | undefined;
  /** A moment of the engine's clock; takes precedence over `time`. */
  readonly moment?: number | undefined;
  /** The same for `observedTime`. */
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
  /** Whether a record of this severity and name, emitted in `scope`, would be exported or processed. */
  enabled(severity: number | undefined, eventName: string | undefined, scope: Scope): boolean;
}

/** What all loggers of a pipeline share. */
export interface LogPlan {
  readonly pipeline: SignalPipeline;
  /** Whether the pipeline has an exporter. */
  readonly exported: boolean;
  readonly limits: RecordLimits;
  /** Sees the names of events. */
  readonly guard: CardinalityGuard | undefined;
  readonly rules: LogRules;
  readonly processors: readonly LogRecordProcessor[];
  /** How configuration changes records; undefined when it does not. */
  readonly enrichment: Enrichment | undefined;
  /** Looks at records last of all; undefined where nothing is checked. */
  readonly check: SignalCheck | undefined;
  readonly resource: ResourceView;
  readonly counts: EngineCounts;
  /** Called with the severity of each record inside a span; undefined when no sampling rule asks for it. */
  readonly noteSeverity: ((span: OtelSpan, severity: number) => void) | undefined;
}

/** The state of a logger. */
interface LoggerState {
  readonly plan: LogPlan;
  readonly batch: ScopeBatch;
  readonly rule: LogRule;
  /** Whether the rule rejects any record. */
  readonly filters: boolean;
  readonly origin: RecordOrigin;
}

/** A logger of the instrumentation scope `view` by `plan`. */
export function createLoggerCore(plan: LogPlan, view: ScopeView): LoggerCore {
  const { name, version = "", schemaUrl = "" } = view;
  const rule = ruleFor(plan.rules, name);
  const logger: LoggerState = {
    plan,
    batch: createScopeBatch(name, version, schemaUrl, encodeScopeAttributes(view)),
    rule,
    filters: !isOpen(rule),
    origin: { resource: plan.resource, scope: redactScope(view), limits: plan.limits },
  };
  return {
    emit(record, scope) {
      try {
        emit(logger, record, scope ?? activeScope());
      } catch (error) {
        report("internal_error", error);
      }
    },
    enabled(severityNumber, eventName, scope) {
      if (logger.filters && !passes(rule, severityNumber, scope.span)) return false;
      if (plan.exported) return true;
      const question = { context: scope, instrumentationScope: view, severityNumber, eventName };
      return anyInterested(plan.processors, question);
    },
  };
}

function emit(logger: LoggerState, record: RecordInput, scope: Scope): void {
  const { plan, batch } = logger;
  const before = batch.writer.length;
  try {
    if (!write(logger, record, scope)) return;
  } catch (error) {
    // a record that throws when read
    batch.writer.truncate(before);
    report("emit_failed", error);
    return;
  }
  if (record.eventName !== undefined) plan.guard?.eventName(toText(record.eventName));
  plan.pipeline.added(batch, isFact(record));
}

/** Writes the record into the open batch; false when it is filtered, or there is no room. */
function write(logger: LoggerState, record: RecordInput, scope: Scope): boolean {
  const { plan, rule } = logger;
  const fact = isFact(record);
  const span = record.span ?? scope.span;
  if (logger.filters && !fact && !passes(rule, record.severityNumber, span)) return false;
  plan.counts.logs++;
  if (plan.noteSeverity !== undefined && span !== undefined) plan.noteSeverity(span, record.severityNumber);
  if (plan.processors.length > 0) return writeProcessed(logger, record, scope, span);
  return plan.pipeline.admit(fact) && put(logger, readyOf(record, scope, span, plan.limits));
}

/** A business record is not a message: severity filters do not apply to it, and messages never take its room. */
function isFact({ facts }: RecordInput): boolean {
  return facts !== undefined;
}

function writeProcessed(
  logger: LoggerState,
  record: RecordInput,
  scope: Scope,
  span: OtelSpan | undefined,
): boolean {
  const fact = isFact(record);
  const emitted = process(logger, record, scope, span);
  try {
    if (!logger.plan.pipeline.admit(fact)) return false;
    const attributes = emitted.list();
    return put(logger, {
      ...fieldsOf(emitted),
      attributes,
      facts: fact ? attributes.length : 0,
      dropped: emitted.droppedAttributesCount,
      identity: fromSpanContext(emitted.spanContext),
      context: undefined,
    });
  } finally {
    emitted.freeze();
  }
}

/** The record as the processors have changed it. */
function process(
  { plan, origin }: LoggerState,
  record: RecordInput,
  scope: Scope,
  span: OtelSpan | undefined,
): EmittedRecord {
  const own: AttributeList = record.facts ?? [];
  const dropped = collect(own, record, plan.limits);
  const attributes = scope.attributes === undefined ? own : withOwn(scope.attributes, own);
  const identity = span === undefined ? undefined : identityOf(span);
  const context = identity === undefined ? undefined : toSpanContext(identity);
  const emitted = new EmittedRecord(finalFields(record), attributes, dropped, context, origin);
  runProcessors(plan.processors, emitted, scope);
  return emitted;
}

/** Writes the record as configuration has changed it; false when configuration drops it. */
function put({ plan, batch, origin }: LoggerState, ready: ReadyRecord): boolean {
  const enrich = plan.enrichment?.record;
  const enriched = enrich === undefined ? ready : enrichRecord(enrich, ready, plan.limits);
  if (enriched === undefined) {
    plan.counts.leftOutLogs++;
    return false;
  }
  plan.check?.record(enriched, origin.scope.name);
  const { pipeline } = plan;
  // emitted by what encodes another record, such as a rule of redaction that logs: it would be written into the open message
  if (pipeline.encoding) throw new Error("a record was emitted while another one was encoded");
  pipeline.encoding = true;
  try {
    writeWithin(batch.writer, enriched, plan.limits);
  } finally {
    pipeline.encoding = false;
  }
  return true;
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

/** Adds the attributes of a record without those of the context: its own, then those of its exception. Returns how many were dropped. */
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

function finalFields(record: RecordInput): FinalRecord {
  const observedMoment = observedAt(record);
  const { severityNumber, severityText, body, eventName } = record;
  const moment = happenedAt(record, observedMoment);
  return { moment, observedMoment, severityNumber, severityText, body, eventName };
}

function observedAt({ observedMoment, observedTime }: RecordInput): number {
  return observedMoment ?? (observedTime === undefined ? now() : momentOr(observedTime));
}

// without a time of its own, the time of observation (specification: logs data model, ObservedTimestamp)
function happenedAt({ moment, time }: RecordInput, observedMoment: number): number {
  return moment ?? (time === undefined ? observedMoment : momentOr(time));
}

/** `ready` as `enrich` has changed it, with the attributes of its context; undefined when it is dropped. */
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
