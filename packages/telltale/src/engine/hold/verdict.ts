// What becomes of a trace, and who says so.
import type { RuleStats } from "../head.ts";
import type { RecordedSpan } from "../recorded-span.ts";
import type { ResourceView } from "../resource-view.ts";
import type { HeldTrace } from "./held-trace.ts";

/** A decision about a trace. One object may stand for any number of traces. */
export interface Verdict {
  readonly kept: boolean;
  /** Finishes a span of a kept trace, late ones included, before it is encoded. */
  readonly mark: ((span: RecordedSpan) => void) | undefined;
}

/** Everything leaves, as it is. */
export const kept: Verdict = { kept: true, mark: undefined };
/** Nothing leaves. */
export const dropped: Verdict = { kept: false, mark: undefined };

/** Why a trace is decided before its last open span has ended. */
export type Cause = "traces" | "spans" | "bytes" | "crash";

/** Decides about traces. No function may throw. */
export interface TraceJudge {
  /**
   * Decides `trace`: its last open span has ended, its time is over, or everything stops. Undefined for one that is decided later, by
   * {@link Settle}; it stays as it is until then, and spans that end meanwhile join it.
   */
  judge(trace: HeldTrace): Verdict | undefined;
  /** Decides `trace` at once, whatever is known of it: a bound is hit, or the process dies. Also one that was to be decided later. */
  cutShort(trace: HeldTrace, cause: Cause): Verdict;
  /** Decides what was to be decided later, now. */
  settleAll(): void;
  /** How many are to be decided later. */
  waiting(): number;
  /** Traces by the rule that decided them. */
  byRule(): Readonly<Record<string, RuleStats>>;
  /** Whether {@link HeldTrace.severity} is asked for. */
  readonly asksSeverity: boolean;
}

/** Tells the hold of a decision that was put off. */
export type Settle = (trace: HeldTrace, verdict: Verdict) => void;

/** Makes the judge of a hold; what it puts off it tells by `settle`. */
export type MakeJudge = (settle: Settle, resource: ResourceView) => TraceJudge;

/** Keeps every trace, as it is: for a hold that is there for its filter. */
export const keepAll: MakeJudge = () => ({
  judge: () => kept,
  cutShort: () => kept,
  settleAll() {},
  waiting: () => 0,
  byRule: () => ({}),
  asksSeverity: false,
});
