// A trace as far as this process takes part in it, while nobody knows whether it leaves: its ended spans, not encoded, and what is known
// of it. Decided, it lets go of them; who holds on to it then (spans that are open still, their children) follows the decision.
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
  /** When its first span was started here, or began to work where it rested until then. */
  since: number;
  /** The span that began it here; let go of at the decision. */
  root: RecordedSpan | undefined = undefined;
  /** Those that have ended and wait, in the order of their ends: a list through their `later`. */
  first: RecordedSpan | undefined = undefined;
  last: RecordedSpan | undefined = undefined;
  /** How many wait. */
  ended: number = 0;
  /** How many were started, open ones included. */
  started: number = 0;
  /** How many have not ended. */
  open: number = 0;
  /** What it is thought to take in memory, and the part of the root in it. */
  bytes: number = 0;
  rootBytes: number = 0;
  /** The highest severity number of a log record inside, where somebody wants to know. */
  severity: number = 0;
  /** Undefined while it is not decided. */
  decision: TraceDecision | undefined = undefined;
  /** Whether it is only a matter of time that it is decided: who judges has it in hand. */
  pending: boolean = false;
  /** Neighbours in the list of its kind, and the next one in the same place of the table. */
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

/** Whether `trace` is that of the id. */
export function isOf(trace: BufferedTrace, { t0, t1, t2, t3 }: TraceWords): boolean {
  return trace.t3 === t3 && trace.t2 === t2 && trace.t1 === t1 && trace.t0 === t0;
}

/** The trace of `span`; undefined without a tail buffer, which is the only one to set it. */
export function traceOf(span: RecordedSpan): BufferedTrace | undefined {
  return span.buffered as BufferedTrace | undefined;
}
