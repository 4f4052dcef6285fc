import type { Attributes } from "./value.ts";

export type BusinessKind = "transaction" | "journey" | "workflow" | "interaction" | "profile";

/** One `telltale.*` record as it was stored. Fields that its kind does not have are empty. */
export interface BusinessEvent {
  /** `log.record.uid`. */
  readonly uid: string;
  readonly kind: BusinessKind;
  /** `started`, `step`, `ended`, `abandoned`, `event`. */
  readonly phase: string;
  /** Type of the transaction, workflow or interaction; name of the journey or profile. */
  readonly name: string;
  readonly entityId: string;
  readonly step: string;
  /** From 0; `null` when the step is not one of a funnel's. */
  readonly stepIndex: number | null;
  readonly state: string;
  readonly outcome: string;
  readonly reason: string;
  /** Decimal, exact; `null` when there is none. */
  readonly amount: string | null;
  readonly currency: string;
  readonly user: string;
  readonly session: string;
  readonly timeNs: string;
  readonly durationMs: number | null;
  readonly service: string;
  readonly environment: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}
