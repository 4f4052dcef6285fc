// Loggers in the shapes of `@opentelemetry/api` 1.10 and `@opentelemetry/api-logs`, without needing either.
import type { Context, TimeInput } from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import type { LoggerCore } from "./logger.ts";
import { activeScope, toScope } from "../context/scope.ts";
import { maxCached, type ScopeView, toScopeView } from "../resource/scope-view.ts";

/** A logger of OpenTelemetry. `enabled` may change its answer at any time, and asking is never needed. */
export interface OtelLogger {
  emit(record: OtelLogRecord): void;
  enabled(query?: OtelEnabledQuery): boolean;
}

/** A record as OpenTelemetry's callers give it. */
export interface OtelLogRecord {
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

/** What OpenTelemetry's callers ask `enabled` with. */
export interface OtelEnabledQuery {
  readonly context?: Context;
  readonly severityNumber?: number;
  readonly eventName?: string;
}

/** What a logger may say about itself. */
export interface OtelLoggerOptions {
  readonly schemaUrl?: string;
  readonly attributes?: object;
}

export interface OtelLoggerProvider {
  getLogger(name: string, version?: string, options?: OtelLoggerOptions): OtelLogger;
}

/** The LoggerProvider of `@opentelemetry/api`: one core per name, version, schema and attributes. */
export function createLoggerProvider(make: (scope: ScopeView) => LoggerCore): OtelLoggerProvider {
  const loggers = new Map<string, OtelLogger>();
  return {
    getLogger(name, version, options) {
      const scope = toScopeView("logger", name, version, options);
      const key = keyOf(scope);
      let logger = loggers.get(key);
      if (logger === undefined) {
        logger = toLogger(make(scope));
        if (loggers.size >= maxCached) loggers.delete(loggers.keys().next().value as string);
        loggers.set(key, logger);
      }
      return logger;
    },
  };
}

function keyOf({ name, version, schemaUrl, attributes }: ScopeView): string {
  try {
    return JSON.stringify([name, version, schemaUrl, attributes]);
  } catch {
    // attributes that JSON cannot represent do not distinguish loggers
    return JSON.stringify([name, version, schemaUrl]);
  }
}

function toLogger(core: LoggerCore): OtelLogger {
  return {
    enabled(query) {
      try {
        const scope = query?.context === undefined ? activeScope() : toScope(query.context);
        return core.enabled(query?.severityNumber, query?.eventName, scope);
      } catch (error) {
        report("enabled_failed", error);
        return true;
      }
    },
    emit(record) {
      try {
        emitRecord(core, record);
      } catch (error) {
        // fields that throw when read
        report("emit_failed", error);
      }
    },
  };
}

function emitRecord(core: LoggerCore, record: OtelLogRecord): void {
  const scope = record.context === undefined ? activeScope() : toScope(record.context);
  core.emit(
    {
      eventName: record.eventName,
      severityNumber: record.severityNumber ?? 0,
      severityText: record.severityText,
      body: record.body,
      attributes: record.attributes,
      time: record.timestamp,
      observedTime: record.observedTimestamp,
      exception: record.exception,
      span: scope.span,
    },
    scope,
  );
}
