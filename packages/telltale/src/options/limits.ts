// How much is kept and how long: options over the specification's variables over its defaults.
import { type AttributeLimits, noLimits } from "../engine/attribute-list.ts";
import type { LaneLimits } from "../engine/lane.ts";
import type { RecordLimits } from "../engine/encode-record.ts";
import type { SpanLimits } from "../engine/span.ts";
import type { Environment } from "../engine/environment.ts";
import { type InstrumentKind, instrumentKinds } from "../engine/metrics/descriptor.ts";
import { maxValueDepth } from "../engine/value.ts";
import { TelemetryError } from "../error.ts";
import type { SizeGuard } from "./size-guard.ts";

const queueBytes = 32_000_000;

/** How much is kept and how long. Left-out numbers come from the specification's variables, then from its defaults. */
export interface LimitOptions {
  /** Attributes of a span or record. 128 */
  readonly attributeCount?: number | undefined;
  /** Longest string in an attribute, in UTF-16 units. No limit */
  readonly attributeValueLength?: number | undefined;
  /**
   * How deep lists and maps in an attribute may be in each other: from 1 to 64. What is deeper is an empty value. What is more than
   * 30 deep leaves as JSON text, because receivers refuse deeper messages. 64
   */
  readonly attributeValueDepth?: number | undefined;
  /** Events of a span. 128 */
  readonly eventCount?: number | undefined;
  /** Links of a span. 128 */
  readonly linkCount?: number | undefined;
  /** Series of an instrument, the overflow series included: one number for all, or by kind of instrument. 2000 */
  readonly cardinality?: number | CardinalityOptions | undefined;
  /** Spans, and records, that wait to be sent. Of business records only the bytes are limited. 2048 */
  readonly queueSize?: number | undefined;
  /** Bytes that wait to be sent, per signal; business records have as many of their own. 32 MB */
  readonly queueBytes?: number | undefined;
}

/** Series of an instrument by its kind; `default` for the kinds that are left out. */
export type CardinalityOptions = { readonly [K in InstrumentKind | "default"]?: number | undefined };

/** What the limits have come to. */
export interface Limits {
  readonly span: SpanLimits;
  readonly record: RecordLimits;
  readonly cardinality: Readonly<Record<InstrumentKind, number>>;
  readonly traces: LaneLimits;
  readonly logs: LaneLimits;
}

/** Settles `limits` with the environment, within `guard`. @throws {TelemetryError} `TT_OPTION` for a limit that is no whole number from 1. */
export function settleLimits(limits: LimitOptions, env: Environment, guard: SizeGuard): Limits {
  checkLimits(limits);
  return {
    span: spanLimits(limits, env, guard),
    record: recordLimits(limits, env, guard),
    cardinality: settleCardinality(limits.cardinality),
    traces: laneLimits("OTEL_BSP", 5000, limits, env, guard),
    logs: laneLimits("OTEL_BLRP", 1000, limits, env, guard),
  };
}

function checkLimits({ cardinality, ...limits }: LimitOptions): void {
  const isByKind = typeof cardinality === "object" && cardinality !== null;
  checkNumbers("limits", isByKind ? limits : { ...limits, cardinality });
  if (!isByKind) return;
  checkNumbers("limits.cardinality", cardinality);
  const unknown = Object.keys(cardinality).find(
    (kind) => kind !== "default" && !instrumentKinds.includes(kind as never),
  );
  if (unknown === undefined) return;
  throw new TelemetryError(
    "TT_OPTION",
    `Cannot use \`limits.cardinality.${unknown}\`: expected default or one of ${instrumentKinds.join(", ")}.`,
  );
}

function checkNumbers(of: string, limits: object): void {
  for (const [name, value] of Object.entries(limits) as [string, number | undefined][]) {
    const most = name === "attributeValueDepth" ? maxValueDepth : Infinity;
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1 && value <= most)) continue;
    const expected = most === Infinity ? "of at least 1" : `from 1 to ${most}`;
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot use \`${String(value)}\` as \`${of}.${name}\`: expected a whole number ${expected}.`,
    );
  }
}

function settleCardinality(given: LimitOptions["cardinality"]): Limits["cardinality"] {
  const byKind = typeof given === "object" ? given : { default: given };
  const limits = instrumentKinds.map((kind) => [kind, byKind[kind] ?? byKind.default ?? 2000] as const);
  return Object.fromEntries(limits) as Limits["cardinality"];
}

// counts and lengths, unlike times, may pass what a timer takes
function limit(env: Environment, name: string): number | undefined {
  return env.whole(name, 0, Number.MAX_SAFE_INTEGER);
}

/** How long a value may be: what the application asks for, without a mark as the specification has it, else what the guard allows. */
function valueLength(
  asked: number | undefined,
  guard: SizeGuard,
): Pick<AttributeLimits, "valueLength" | "marksCuts"> {
  return asked === undefined || (guard.isAsked && asked > guard.valueLength)
    ? { valueLength: guard.valueLength, marksCuts: true }
    : { valueLength: asked, marksCuts: false };
}

function spanLimits(limits: LimitOptions, env: Environment, guard: SizeGuard): SpanLimits {
  const count = limit(env, "OTEL_ATTRIBUTE_COUNT_LIMIT") ?? 128;
  const settled = {
    valueDepth: valueDepth("SPAN", limits, env),
    count: limits.attributeCount ?? limit(env, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT") ?? count,
    ...valueLength(
      limits.attributeValueLength ??
        limit(env, "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT") ??
        limit(env, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"),
      guard,
    ),
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
    text: { ...noLimits, valueLength: guard.valueLength, marksCuts: true },
    bytes: guard.spanBytes,
  };
}

// The specification names no variables for it: these are made as those of its other limits.
function valueDepth(
  part: "SPAN" | "LOGRECORD",
  { attributeValueDepth }: LimitOptions,
  env: Environment,
): number {
  return (
    attributeValueDepth ??
    env.whole(`OTEL_${part}_ATTRIBUTE_VALUE_DEPTH_LIMIT`, 1, maxValueDepth) ??
    env.whole("OTEL_ATTRIBUTE_VALUE_DEPTH_LIMIT", 1, maxValueDepth) ??
    maxValueDepth
  );
}

function recordLimits(limits: LimitOptions, env: Environment, guard: SizeGuard): RecordLimits {
  return {
    count:
      limits.attributeCount ??
      limit(env, "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT") ??
      limit(env, "OTEL_ATTRIBUTE_COUNT_LIMIT") ??
      128,
    ...valueLength(
      limits.attributeValueLength ??
        limit(env, "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT") ??
        limit(env, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"),
      guard,
    ),
    valueDepth: valueDepth("LOGRECORD", limits, env),
    body: { ...noLimits, valueLength: guard.valueLength, marksCuts: true },
    bytes: guard.recordBytes,
  };
}

function laneLimits(
  prefix: string,
  delayMs: number,
  limits: LimitOptions,
  env: Environment,
  guard: SizeGuard,
): LaneLimits {
  const maxQueueSize = limits.queueSize ?? env.whole(`${prefix}_MAX_QUEUE_SIZE`, 1) ?? 2048;
  return {
    maxQueueSize,
    maxBatchSize: Math.min(env.whole(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 1) ?? 512, maxQueueSize),
    scheduleDelayMs: env.whole(`${prefix}_SCHEDULE_DELAY`, 0) ?? delayMs,
    maxQueueBytes: limits.queueBytes ?? queueBytes,
    maxFactBytes: limits.queueBytes ?? queueBytes,
    exportTimeoutMs: env.timeout(`${prefix}_EXPORT_TIMEOUT`) ?? 30_000,
    batchBytes: guard.batchBytes,
  };
}
