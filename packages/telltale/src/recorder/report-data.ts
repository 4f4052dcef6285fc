// What a report holds, as plain data.
import type { NumberView, TimerView } from "./recorder.ts";

/** Spans of one name. */
export interface SpanSummary {
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  /** All of them together. */
  readonly totalMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Transactions of one type. */
export interface TransactionSummary {
  readonly type: string;
  readonly completed: number;
  readonly failed: number;
  readonly abandoned: number;
  readonly open: number;
  /** Of those that completed, by currency; rounded as numbers are. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** A journey of all people. */
export interface JourneySummary {
  readonly name: string;
  readonly people: number;
  /** People by the steps they took. */
  readonly steps: Readonly<Record<string, number>>;
}

/** Workflows of one type. */
export interface WorkflowSummary {
  readonly type: string;
  readonly open: number;
  readonly ended: number;
  /** Events that the definition does not list. */
  readonly illegal: number;
}

/** Interactions of one type. */
export interface InteractionSummary {
  readonly type: string;
  readonly count: number;
  readonly results: Readonly<Record<string, number>>;
}

/** The content of a report. */
export interface ReportData {
  /** Whether anything is recorded. */
  readonly on: boolean;
  readonly transactions: readonly TransactionSummary[];
  readonly journeys: readonly JourneySummary[];
  readonly workflows: readonly WorkflowSummary[];
  readonly interactions: readonly InteractionSummary[];
  /** Those that took most time in all first. */
  readonly spans: readonly SpanSummary[];
  /** Without those of the business calls, which are above. */
  readonly counters: readonly NumberView[];
  readonly gauges: readonly NumberView[];
  readonly timers: readonly TimerView[];
  /** Records from WARN on, by their text. */
  readonly warnings: readonly { readonly text: string; readonly level: string; readonly count: number }[];
}
