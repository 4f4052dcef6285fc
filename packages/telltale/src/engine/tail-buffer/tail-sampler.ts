// The tail sampler: decides for the tail buffer which traces are exported.
import type { ResourceView } from "../resource/resource-view.ts";
import type { RuleStats } from "../sampler/head.ts";
import type { BufferedTrace } from "./buffered-trace.ts";
import { kept, type TraceDecision } from "./decision.ts";

/** Why a trace is decided before its last open span has ended: a limit of the buffer, or a crash. */
export type EarlyCause = "traces" | "spans" | "bytes" | "crash";

/** Decides which traces are exported. No function may throw. */
export interface TailSampler {
  /**
   * Decides `trace`: its last open span has ended, its time is over, or telemetry stops. Undefined postpones the decision, which comes
   * later through {@link OnDecision}; spans that end meanwhile join the trace.
   */
  decide(trace: BufferedTrace): TraceDecision | undefined;
  /** Decides `trace` at once with what is known, also a postponed one: a limit was reached, or the process ends. */
  decideEarly(trace: BufferedTrace, cause: EarlyCause): TraceDecision;
  /** Decides all postponed traces now. */
  decidePending(): void;
  /** How many traces are postponed. */
  waiting(): number;
  /** Traces by the rule that decided them. */
  byRule(): Readonly<Record<string, RuleStats>>;
  /** Whether it needs {@link BufferedTrace.severity}. */
  readonly asksSeverity: boolean;
}

/** Passes a postponed decision to the tail buffer. */
export type OnDecision = (trace: BufferedTrace, decision: TraceDecision) => void;

/** Creates the sampler of a tail buffer; postponed decisions go to `onDecision`. */
export type MakeTailSampler = (onDecision: OnDecision, resource: ResourceView) => TailSampler;

/** Keeps every trace unchanged: for a buffer that only applies its filter. */
export const keepAll: MakeTailSampler = () => ({
  decide: () => kept,
  decideEarly: () => kept,
  decidePending() {},
  waiting: () => 0,
  byRule: () => ({}),
  asksSeverity: false,
});
