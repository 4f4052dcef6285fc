// Interactions read from their records.
import type { MemoryLog, PlainAttributes } from "../export/read-batch.ts";
import { amountOf, numberOf, ownAttributes, textOf, timeOf } from "./facts-of.ts";

/** An interaction, by its record. */
export interface InteractionView {
  readonly type: string;
  readonly customer: string | undefined;
  readonly channel: string | undefined;
  readonly tier: string | undefined;
  readonly result: string | undefined;
  readonly satisfaction: number | undefined;
  readonly value: number | string | undefined;
  readonly revenueImpact: number | string | undefined;
  readonly currency: string | undefined;
  /** Of its end, in epoch ms. */
  readonly timeMs: number;
  readonly durationMs: number | undefined;
  readonly errorType: string | undefined;
  /** What the application added. */
  readonly attributes: PlainAttributes;
  readonly traceId: string | undefined;
}

const prefix = "telltale.interaction.";

/** The interaction whose end `record` is; undefined for other records. */
export function toInteraction(record: MemoryLog): InteractionView | undefined {
  if (record.eventName !== `${prefix}ended`) return undefined;
  return {
    type: textOf(record, `${prefix}type`) ?? "",
    customer: textOf(record, "customer.id"),
    channel: textOf(record, `${prefix}channel`),
    tier: textOf(record, `${prefix}tier`),
    result: textOf(record, `${prefix}result`),
    satisfaction: numberOf(record, `${prefix}satisfaction`),
    value: amountOf(record, `${prefix}value`),
    revenueImpact: amountOf(record, `${prefix}revenue_impact`),
    currency: textOf(record, `${prefix}currency`),
    timeMs: timeOf(record),
    durationMs: numberOf(record, `${prefix}duration_ms`),
    errorType: textOf(record, "error.type"),
    attributes: ownAttributes(record),
    traceId: record.traceId,
  };
}
