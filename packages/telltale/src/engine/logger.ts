// Log records: encoded the moment they are emitted, with the active span and the context attributes on them.
import type { Context, Span as OtelSpan, TimeInput } from "@opentelemetry/api";
import { type AttributeLimits, type AttributeList, setAllIn } from "./attribute-list.ts";
import { momentOr, now } from "./clock.ts";
import { stamp } from "./context-attributes.ts";
import { writeAttributes, writeValue } from "./encode.ts";
import { writeCount, writeMoment } from "./encode-span.ts";
import { report } from "./diagnose.ts";
import { describeError } from "./error-form.ts";
import { createScopeBatch, type Lane } from "./lane.ts";
import { activeScope, openSpan, type Scope, toScope } from "./scope.ts";
import { identityOf } from "./span-context.ts";
import { toAnyValue, toText } from "./value.ts";
import type { ByteWriter } from "otlp";

/** One record to emit. Everything but the severity is optional. */
export interface RecordInput {
  readonly eventName?: string | undefined;
  /** OpenTelemetry severity number, 1 to 24; 0 is "not given". */
  readonly severity: number;
  readonly severityText?: string | undefined;
  readonly body?: unknown;
  readonly attributes?: object | undefined;
  readonly time?: TimeInput | undefined;
  readonly observedTime?: TimeInput | undefined;
  readonly exception?: unknown;
  /** The span it belongs to; the active one by default. */
  readonly span?: OtelSpan | undefined;
}

/** Emits records of one instrumentation scope. */
export interface LoggerCore {
  emit(record: RecordInput, scope?: Scope): void;
}

/** The logger shape of `@opentelemetry/api` 1.10 and `@opentelemetry/api-logs`, so that 1.9 needs neither. */
export interface OtelLogger {
  emit(record: OtelLogRecord): void;
  enabled(): boolean;
}

interface OtelLogRecord {
  readonly eventName?: string;
  readonly timestamp?: TimeInput;
  readonly observedTimestamp?: TimeInput;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: unknown;
  readonly attributes?: object;
  readonly exception?: unknown;
  readonly context?: Context;
}

export interface OtelLoggerProvider {
  getLogger(
    name: string,
    version?: string,
    options?: { readonly schemaUrl?: string; readonly attributes?: object },
  ): OtelLogger;
}

/** A logger of an instrumentation scope that writes into `lane`. */
export function createLoggerCore(
  lane: Lane,
  limits: AttributeLimits,
  name: string,
  version: string,
  schemaUrl: string,
  scopeAttributes: Uint8Array,
): LoggerCore {
  const batch = createScopeBatch(name, version, schemaUrl, scopeAttributes);
  return {
    emit(record, scope = activeScope()) {
      if (!lane.admit()) return;
      const before = batch.writer.length;
      try {
        write(batch.writer, record, scope, limits);
      } catch (error) {
        // a record that throws when read
        batch.writer.truncate(before);
        report("emit_failed", error);
        return;
      }
      lane.added(batch);
    },
  };
}

function write(writer: ByteWriter, record: RecordInput, scope: Scope, limits: AttributeLimits): void {
  const attributes: AttributeList = [];
  if (scope.attributes !== undefined) stamp(attributes, scope.attributes);
  let dropped = 0;
  if (record.exception !== undefined)
    dropped += setAllIn(attributes, describeError(record.exception), limits);
  if (record.attributes) dropped += setAllIn(attributes, record.attributes, limits);
  encodeRecord(writer, record, record.span ?? openSpan(scope), attributes, dropped);
}

/** The LoggerProvider of `@opentelemetry/api`. */
export function createLoggerProvider(
  make: (name: string, version: string, schemaUrl: string, attributes: object | undefined) => LoggerCore,
): OtelLoggerProvider {
  const loggers = new Map<string, OtelLogger>();
  return {
    getLogger(name, version = "", options) {
      const key = JSON.stringify([name, version, options?.schemaUrl, options?.attributes]);
      let logger = loggers.get(key);
      if (logger === undefined) {
        logger = toLogger(make(name, version, options?.schemaUrl ?? "", options?.attributes));
        loggers.set(key, logger);
      }
      return logger;
    },
  };
}

function toLogger(core: LoggerCore): OtelLogger {
  return {
    enabled: () => true,
    emit(record) {
      const scope = record.context === undefined ? activeScope() : toScope(record.context);
      const { timestamp, observedTimestamp, severityNumber, ...rest } = record;
      core.emit(
        {
          ...rest,
          time: timestamp,
          observedTime: observedTimestamp,
          severity: severityNumber ?? 0,
          span: scope.span,
        },
        scope,
      );
    },
  };
}

const varintWire = 0;
const fixed32Wire = 5;

/** Writes a record as field 2, the `log_records` of a ScopeLogs (opentelemetry/proto/logs/v1). */
function encodeRecord(
  writer: ByteWriter,
  record: RecordInput,
  span: OtelSpan | undefined,
  attributes: AttributeList,
  dropped: number,
): void {
  const moment = record.time === undefined ? now() : momentOr(record.time);
  const mark = writer.open(2);
  writeMoment(writer, 1, moment);
  if (record.severity > 0) {
    writer.tag(2, varintWire);
    writer.varint(Math.trunc(record.severity));
  }
  if (record.severityText !== undefined) writer.string(3, toText(record.severityText));
  if (record.body !== undefined) writeValue(writer, 5, toAnyValue(record.body));
  writeAttributes(writer, 6, attributes);
  writeCount(writer, 7, dropped);
  const identity = span === undefined ? undefined : identityOf(span);
  if (identity !== undefined) {
    writer.tag(8, fixed32Wire);
    writer.fixed32(identity.flags);
    writer.traceId(9, identity.t0, identity.t1, identity.t2, identity.t3);
    writer.spanId(10, identity.s0, identity.s1);
  }
  writeMoment(writer, 11, record.observedTime === undefined ? now() : momentOr(record.observedTime));
  if (record.eventName !== undefined && record.eventName !== "") writer.string(12, toText(record.eventName));
  writer.close(mark);
}
