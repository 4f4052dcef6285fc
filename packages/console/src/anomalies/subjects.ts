// What is watched: a service, an operation, a type of transaction, a funnel or a metric. Each has one to three series.
import { createHash } from "node:crypto";

export type SubjectKind = "service" | "operation" | "transaction" | "funnel" | "metric";

/**
 * - `rate`: entries of a service or operation, or transactions that ended, in a minute.
 * - `errors`: share of entries with an error. `completion`: share of transactions that completed.
 * - `p95`: duration in ms.
 * - `conversion`: people who reached the last step of a funnel for each who reached the first.
 * - `value`: of a metric.
 */
export type Measure = "rate" | "errors" | "p95" | "completion" | "conversion" | "value";

export const measuresOf: Readonly<Record<SubjectKind, readonly Measure[]>> = {
  service: ["rate", "errors", "p95"],
  operation: ["rate", "errors", "p95"],
  transaction: ["rate", "completion", "p95"],
  funnel: ["conversion"],
  metric: ["value"],
};

export interface SubjectName {
  readonly tenant: string;
  readonly kind: SubjectKind;
  /** Empty for transactions and funnels, which have none of their own. */
  readonly service: string;
  readonly environment: string;
  /** Of the operation, transaction, funnel or metric; empty for a service. */
  readonly name: string;
}

/** What the roll-ups have of a subject in one minute. */
export interface MinuteRow extends SubjectName {
  /** Start of the minute, Unix ms. */
  readonly time: number;
  /** Entries before sampling, or transactions. */
  readonly volume: number;
  /** What was counted, and the part of it that a share is about: errors, completed ones, people at the last step. */
  readonly total: number;
  readonly part: number;
  /** `part` before sampling; absent where nothing is sampled. */
  readonly estimatedPart?: number | undefined;
  /** Durations before sampling by `floor(log2(ns + 1) * 4)`. */
  readonly durations: Readonly<Record<string, number>>;
  /** Of a metric. */
  readonly value?: number | undefined;
}

/** The same for the same subject in every process: 16 hex digits. */
export function subjectId({ tenant, kind, service, environment, name }: SubjectName): string {
  return hashOf([tenant, kind, service, environment, name]);
}

/** The same for the same anomaly, also when it is found again after a restart. */
export function anomalyId(subject: string, measure: Measure, foundMs: number): string {
  return hashOf([subject, measure, foundMs]);
}

function hashOf(parts: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
