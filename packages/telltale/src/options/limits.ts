// How much is kept and how long.
import { spansAndLogs } from "../settings/by-signal.ts";
import { type AttributeLimits, noLimits } from "../engine/attributes/attribute-list.ts";
import type { SignalPipelineLimits } from "../engine/queue/signal-pipeline.ts";
import type { RecordLimits } from "../engine/log/encode-record.ts";
import type { SpanLimits } from "../engine/span/span.ts";
import { type InstrumentKind, instrumentKinds } from "../engine/metrics/descriptor.ts";
import { batchSettings } from "../settings/batch.ts";
import type { OptionsOf, Resolved } from "../settings/setting.ts";
import type { SizeGuard } from "./size-guard.ts";

/** Series of an instrument by its kind. */
const cardinalitySettings = {
  type: "group",
  settings: {
    /** For the kinds that are left out. */
    default: { type: "whole", least: 1 },
    /** Of counters. */
    counter: { type: "whole", least: 1 },
    /** Of up-down counters. */
    upDownCounter: { type: "whole", least: 1 },
    /** Of gauges. */
    gauge: { type: "whole", least: 1 },
    /** Of histograms. */
    histogram: { type: "whole", least: 1 },
    /** Of observed counters. */
    observedCounter: { type: "whole", least: 1 },
    /** Of observed up-down counters. */
    observedUpDownCounter: { type: "whole", least: 1 },
    /** Of observed gauges. */
    observedGauge: { type: "whole", least: 1 },
  },
} as const;

/** How much is kept and how long. */
export const limitSettings = {
  type: "group",
  settings: {
    /** Attributes of a span or record. */
    attributeCount: {
      type: "whole",
      default: 128,
      per: spansAndLogs as typeof spansAndLogs,
      variable: ["OTEL_{RECORD}_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
      file: ["{provider}.limits.attribute_count_limit", "attribute_limits.attribute_count_limit"],
      label: "attributes of a {record}",
    },
    /** Longest string in an attribute, in UTF-16 units. Default: as the size guard has it, with a mark where something was cut. */
    attributeValueLength: {
      type: "whole",
      unit: "characters",
      fallback: "65536, by the size guard",
      per: spansAndLogs as typeof spansAndLogs,
      variable: ["OTEL_{RECORD}_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"],
      file: [
        "{provider}.limits.attribute_value_length_limit",
        "attribute_limits.attribute_value_length_limit",
      ],
      label: "value length in a {record}",
    },
    /**
     * How deep lists and maps in an attribute may be in each other. What is deeper is an empty value. What is more than 30 deep leaves as
     * JSON text, because receivers refuse deeper messages.
     */
    attributeValueDepth: {
      type: "whole",
      least: 1,
      most: 64,
      default: 64,
      per: spansAndLogs as typeof spansAndLogs,
      // ours: the specification names no variables for it
      variable: ["OTEL_{RECORD}_ATTRIBUTE_VALUE_DEPTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_DEPTH_LIMIT"],
      file: ["{provider}.limits.attribute_value_depth_limit", "attribute_limits.attribute_value_depth_limit"],
      label: "value depth in a {record}",
    },
    /** Events of a span. */
    eventCount: {
      type: "whole",
      default: 128,
      variable: "OTEL_SPAN_EVENT_COUNT_LIMIT",
      file: "tracer_provider.limits.event_count_limit",
      label: "events of a span",
    },
    /** Links of a span. */
    linkCount: {
      type: "whole",
      default: 128,
      variable: "OTEL_SPAN_LINK_COUNT_LIMIT",
      file: "tracer_provider.limits.link_count_limit",
      label: "links of a span",
    },
    /** Attributes of an event of a span. */
    eventAttributeCount: {
      type: "whole",
      default: 128,
      option: false,
      variable: ["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
      file: ["tracer_provider.limits.event_attribute_count_limit", "attribute_limits.attribute_count_limit"],
      label: "attributes of an event",
    },
    /** Attributes of a link of a span. */
    linkAttributeCount: {
      type: "whole",
      default: 128,
      option: false,
      variable: ["OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
      file: ["tracer_provider.limits.link_attribute_count_limit", "attribute_limits.attribute_count_limit"],
      label: "attributes of a link",
    },
    /** Series of an instrument, the overflow series included: one number for all, or by kind of instrument. */
    cardinality: {
      type: "either",
      of: [{ type: "whole", least: 1 }, cardinalitySettings as typeof cardinalitySettings],
      default: 2000,
      label: "metrics: series of an instrument",
    },
    /** Spans, and records, that wait to be sent. Of business records only the bytes are limited. */
    queueSize: batchSettings.settings.maxQueueSize as typeof batchSettings.settings.maxQueueSize,
    /** Bytes that wait to be sent, per signal; business records have as many of their own. */
    queueBytes: { type: "whole", least: 1, unit: "bytes", default: 32_000_000 },
  },
} as const;

/** How much is kept and how long. */
export interface LimitOptions extends OptionsOf<typeof limitSettings.settings> {}

/** Series of an instrument by its kind; `default` for the kinds that are left out. */
export interface CardinalityOptions extends OptionsOf<typeof cardinalitySettings.settings> {}

type LimitSettings = Resolved<typeof limitSettings.settings>;
type BatchSettings = Resolved<typeof batchSettings.settings>;

/** The limits, resolved. */
export interface Limits {
  readonly span: SpanLimits;
  readonly record: RecordLimits;
  readonly cardinality: Readonly<Record<InstrumentKind, number>>;
  readonly traces: SignalPipelineLimits;
  readonly logs: SignalPipelineLimits;
}

/** The limits that the settings come to, within `guard`. */
export function toLimits(limits: LimitSettings, batches: BatchSettings, guard: SizeGuard): Limits {
  return {
    span: spanLimits(limits, guard),
    record: {
      ...attributeLimits("logs", limits, guard),
      body: { ...noLimits, valueLength: guard.valueLength, marksCuts: true },
      bytes: guard.recordBytes,
    },
    cardinality: cardinalityOf(limits.cardinality),
    traces: laneLimits("traces", limits, batches, guard),
    logs: laneLimits("logs", limits, batches, guard),
  };
}

function cardinalityOf(given: LimitSettings["cardinality"]): Limits["cardinality"] {
  const byKind: CardinalityOptions = typeof given === "object" ? given : { default: given };
  const limits = instrumentKinds.map((kind) => [kind, byKind[kind] ?? byKind.default ?? 2000] as const);
  return Object.fromEntries(limits) as Limits["cardinality"];
}

function attributeLimits(
  signal: "traces" | "logs",
  limits: LimitSettings,
  guard: SizeGuard,
): AttributeLimits {
  return {
    valueDepth: limits.attributeValueDepth[signal],
    count: limits.attributeCount[signal],
    ...valueLength(limits.attributeValueLength[signal], guard),
  };
}

function spanLimits(limits: LimitSettings, guard: SizeGuard): SpanLimits {
  const attributes = attributeLimits("traces", limits, guard);
  return {
    ...attributes,
    events: limits.eventCount,
    links: limits.linkCount,
    eventAttributes: { ...attributes, count: limits.eventAttributeCount },
    linkAttributes: { ...attributes, count: limits.linkAttributeCount },
    text: { ...noLimits, valueLength: guard.valueLength, marksCuts: true },
    bytes: guard.spanBytes,
  };
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

function laneLimits(
  signal: "traces" | "logs",
  limits: LimitSettings,
  batches: BatchSettings,
  guard: SizeGuard,
): SignalPipelineLimits {
  const maxQueueSize = limits.queueSize[signal];
  return {
    maxQueueSize,
    maxBatchSize: Math.min(batches.maxExportBatchSize[signal], maxQueueSize),
    scheduleDelayMs: batches.scheduledDelayMillis[signal],
    maxQueueBytes: limits.queueBytes,
    maxFactBytes: limits.queueBytes,
    exportTimeoutMs: batches.exportTimeoutMillis[signal],
    batchBytes: guard.batchBytes,
  };
}
