// What a condition can ask: of a span, and of a trace as far as this process has seen it.
// Callers give spans or traces to judge in this form; an object may be used again for the next one.

import type { SpanKindName } from "../engine/span/span-kind.ts";

export type { SpanKindName } from "../engine/span/span-kind.ts";

/** Where the parent of a span is: nowhere, in this process, or in another one. */
export type SpanParent = "none" | "local" | "remote";

/** What is known of a span. Valid during the call only. */
export interface SpanFacts {
  readonly name: string;
  readonly kind: SpanKindName;
  readonly parent: SpanParent;
  /** An attribute's value, those of its context included; undefined when there is none. */
  attribute(key: string): unknown;
  /** An attribute of the resource. */
  resource(key: string): unknown;
  /** A baggage entry. Always undefined once the span has started. */
  baggage(key: string): string | undefined;
  /** Whether the status is ERROR. Undefined until the span has ended. */
  readonly error?: boolean | undefined;
  /** How long it took. Undefined until the span has ended, and of a command that is there to wait (`BLPOP`). */
  readonly durationMs?: number | undefined;
}

/** What is known of a trace when it is decided: the spans, and records made in it, of this process. Raw values, before redaction. */
export interface TraceFacts {
  /** Whether a span has the status ERROR. */
  readonly error: boolean;
  /** How long the local root took; until now, where it is still open. 0 for a command that is there to wait. */
  readonly durationMs: number;
  /** How long the slowest span took; commands that are there to wait are left out. */
  readonly longestSpanMs: number;
  readonly spanCount: number;
  /** The highest severity number of a log record, 0 for none. */
  readonly logSeverity: number;
  /** Transactions that ended. */
  readonly transactions: readonly TransactionFacts[];
  /** Names of journeys of which a step was taken. */
  readonly journeys: readonly string[];
  /** The span that began the trace in this process; undefined where that is not known. */
  readonly root: SpanFacts | undefined;
  /** What it is thought to take when it leaves. */
  readonly bytes: number;
  /** Whether `test` holds for a span. */
  someSpan(test: (span: SpanFacts) => boolean): boolean;
}

/** What is known of a transaction that ended. */
export interface TransactionFacts {
  readonly type: string;
  readonly outcome: string;
  readonly amount: number | undefined;
  readonly currency: string | undefined;
}
