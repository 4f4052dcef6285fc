// How much is kept and how long: options over the specification's variables over its defaults.
import type { AttributeLimits } from "../engine/attribute-list.ts";
import type { LaneLimits } from "../engine/lane.ts";
import type { SpanLimits } from "../engine/span.ts";
import type { Environment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";

/** How much is kept and how long. Left-out numbers come from the specification's variables, then from its defaults. */
export interface LimitOptions {
  /** Attributes of a span or record. 128 */
  readonly attributeCount?: number | undefined;
  /** Longest string in an attribute, in UTF-16 units. No limit */
  readonly attributeValueLength?: number | undefined;
  /** Events of a span. 128 */
  readonly eventCount?: number | undefined;
  /** Links of a span. 128 */
  readonly linkCount?: number | undefined;
  /** Series of an instrument, the overflow series included. 2000 */
  readonly cardinality?: number | undefined;
  /** Spans, and records, that wait to be sent. Business records have the same room again. 2048 */
  readonly queueSize?: number | undefined;
  /** Bytes that wait to be sent, per signal. 32 MiB */
  readonly queueBytes?: number | undefined;
}

/** What the limits have come to. */
export interface Limits {
  readonly span: SpanLimits;
  readonly record: AttributeLimits;
  readonly cardinality: number;
  readonly traces: LaneLimits;
  readonly logs: LaneLimits;
}

/** Settles `limits` with the environment. @throws {TelemetryError} `TT_OPTION` for a limit that is no whole number from 1. */
export function settleLimits(limits: LimitOptions, env: Environment): Limits {
  checkLimits(limits);
  return {
    span: spanLimits(limits, env),
    record: recordLimits(limits, env),
    cardinality: limits.cardinality ?? 2000,
    traces: laneLimits("OTEL_BSP", 5000, limits, env),
    logs: laneLimits("OTEL_BLRP", 1000, limits, env),
  };
}

function checkLimits(limits: LimitOptions): void {
  for (const [name, value] of Object.entries(limits)) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot use \`${String(value)}\` as \`limits.${name}\`: expected a whole number of at least 1.`,
    );
  }
}

// counts and lengths, unlike times, may pass what a timer takes
function limit(env: Environment, name: string): number | undefined {
  return env.whole(name, 0, Number.MAX_SAFE_INTEGER);
}

function spanLimits(limits: LimitOptions, env: Environment): SpanLimits {
  const count = limit(env, "OTEL_ATTRIBUTE_COUNT_LIMIT") ?? 128;
  const valueLength = limit(env, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? Infinity;
  const settled = {
    count: limits.attributeCount ?? limit(env, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT") ?? count,
    valueLength:
      limits.attributeValueLength ?? limit(env, "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? valueLength,
  };
  return {
    ...settled,
    events: limits.eventCount ?? limit(env, "OTEL_SPAN_EVENT_COUNT_LIMIT") ?? 128,
    links: limits.linkCount ?? limit(env, "OTEL_SPAN_LINK_COUNT_LIMIT") ?? 128,
    eventAttributes: {
      ...settled,
      count: limit(env, "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT") ?? count,
    },
    linkAttributes: {
      ...settled,
      count: limit(env, "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT") ?? count,
    },
  };
}

function recordLimits(limits: LimitOptions, env: Environment): AttributeLimits {
  return {
    count:
      limits.attributeCount ??
      limit(env, "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT") ??
      limit(env, "OTEL_ATTRIBUTE_COUNT_LIMIT") ??
      128,
    valueLength:
      limits.attributeValueLength ??
      limit(env, "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT") ??
      limit(env, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT") ??
      Infinity,
  };
}

function laneLimits(prefix: string, delayMs: number, limits: LimitOptions, env: Environment): LaneLimits {
  const maxQueueSize = limits.queueSize ?? env.whole(`${prefix}_MAX_QUEUE_SIZE`, 1) ?? 2048;
  return {
    maxQueueSize,
    maxBatchSize: Math.min(env.whole(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 1) ?? 512, maxQueueSize),
    scheduleDelayMs: env.whole(`${prefix}_SCHEDULE_DELAY`, 0) ?? delayMs,
    maxQueueBytes: limits.queueBytes ?? 32 << 20,
    exportTimeoutMs: env.whole(`${prefix}_EXPORT_TIMEOUT`, 1),
  };
}
