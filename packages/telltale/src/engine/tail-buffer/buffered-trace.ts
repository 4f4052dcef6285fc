// The part of a trace that this process records, until it is decided whether it is exported: its ended spans, not encoded, and counts.
// The decision releases the spans; open spans and their children keep the trace and follow its decision.
import type { RecordedSpan } from "../recording/recorded-span.ts";
import type { Identity } from "../span/span-context.ts";
import type { TraceDecision } from "./decision.ts";

/** A trace id. */
export type TraceWords = Pick<Identity, "t0" | "t1" | "t2" | "t3">;

/** One trace. The tail buffer and the tail sampler read and write its fields. */
export class BufferedTrace {
  readonly t0: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  /** When its first span was started here, or resumed if it was suspended until then. */
  since: number;
  /** Its first span here; undefined after the decision. */
  root: RecordedSpan | undefined = undefined;
  /** The ended spans, in the order of their ends: a list linked by `later`. */
  first: RecordedSpan | undefined = undefined;
  last: RecordedSpan | undefined = undefined;
  /** Ended spans. */
  ended: number = 0;
  /** Started spans, open ones included. */
  started: number = 0;
  /** Spans that have not ended. */
  open: number = 0;
  /** Estimated memory, and the share of the root. */
  bytes: number = 0;
  rootBytes: number = 0;
  /** The highest severity number of a log record inside, if a rule asks for it. */
  severity: number = 0;
  /** Undefined while it is not decided. */
  decision: TraceDecision | undefined = undefined;
  /** Whether the sampler has postponed its decision. */
  pending: boolean = false;
  /** Neighbours in its list, and the next trace in the same bucket of the table. */
  older: BufferedTrace | undefined = undefined;
  newer: BufferedTrace | undefined = undefined;
  next: BufferedTrace | undefined = undefined;

  constructor({ t0, t1, t2, t3 }: TraceWords, since: number) {
    this.t0 = t0;
    this.t1 = t1;
    this.t2 = t2;
    this.t3 = t3;
    this.since = since;
  }
}

/** Whether `trace` has this id. */
export function isOf(trace: BufferedTrace, { t0, t1, t2, t3 }: TraceWords): boolean {
  return trace.t3 === t3 && trace.t2 === t2 && trace.t1 === t1 && trace.t0 === t0;
}

/** The trace of `span`; undefined without a tail buffer. */
export function traceOf(span: RecordedSpan): BufferedTrace | undefined {
  return span.buffered as BufferedTrace | undefined;
}
