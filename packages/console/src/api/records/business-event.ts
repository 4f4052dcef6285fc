// A row of business events as the contract's business event.
import type { BusinessEvent, BusinessKind } from "contract";
import { toTextAttributes } from "./attributes-of.ts";

export interface BusinessColumns {
  readonly uid: string;
  readonly kind: string;
  readonly phase: string;
  readonly name: string;
  readonly entityId: string;
  readonly step: string;
  readonly stepIndex: number;
  readonly state: string;
  readonly outcome: string;
  readonly reason: string;
  readonly hasAmount: boolean;
  readonly amount: string;
  readonly currency: string;
  readonly user: string;
  readonly session: string;
  readonly timeNs: string;
  /** `null` for NaN, which JSON does not have. */
  readonly durationMs: number | null;
  readonly service: string;
  readonly environment: string;
  /** In upper case; zeros where there is none, as in `spanId`. */
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly attributesJson: string;
}

export function toBusinessEvent(row: BusinessColumns): BusinessEvent {
  const { attributesJson, attributes, hasAmount, ...rest } = row;
  return {
    ...rest,
    kind: row.kind as BusinessKind,
    stepIndex: row.stepIndex < 0 ? null : row.stepIndex,
    amount: hasAmount ? row.amount : null,
    traceId: toId(row.traceId),
    spanId: toId(row.spanId),
    attributes: toTextAttributes(attributes, attributesJson),
  };
}

function toId(hex: string): string {
  return /^0+$/.test(hex) ? "" : hex.toLowerCase();
}
