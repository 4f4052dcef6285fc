// The enumerations of `@opentelemetry/api` as values of our own: to import them would load the API (docs/adr/046).
import type * as api from "@opentelemetry/api";

export type SpanKind = api.SpanKind;
export const SpanKind: Readonly<Pick<typeof api.SpanKind, keyof typeof api.SpanKind>> = {
  INTERNAL: 0,
  SERVER: 1,
  CLIENT: 2,
  PRODUCER: 3,
  CONSUMER: 4,
};

export type SpanStatusCode = api.SpanStatusCode;
export const SpanStatusCode: Readonly<Pick<typeof api.SpanStatusCode, keyof typeof api.SpanStatusCode>> = {
  UNSET: 0,
  OK: 1,
  ERROR: 2,
};

export type ValueType = api.ValueType;
export const ValueType: Readonly<Pick<typeof api.ValueType, keyof typeof api.ValueType>> = {
  INT: 0,
  DOUBLE: 1,
};

export type DiagLogLevel = api.DiagLogLevel;
export const DiagLogLevel: Readonly<Pick<typeof api.DiagLogLevel, keyof typeof api.DiagLogLevel>> = {
  NONE: 0,
  ERROR: 30,
  WARN: 50,
  INFO: 60,
  DEBUG: 70,
  VERBOSE: 80,
  ALL: 9999,
};

/** The lowest severity number of each level of log records (specification: logs data model, SeverityNumber). */
export const severities = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;
export const maxSeverity = 24;
