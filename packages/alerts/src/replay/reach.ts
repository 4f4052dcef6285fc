// How much of the past a replay of one rule has to read so that it decides as the console did.
import { usualShareMs } from "../condition/usual-share.ts";
import type { CompiledRule } from "../machine/engine.ts";
import { type Condition, membersOf } from "../rule/condition.ts";
import type { ReplaySignal } from "../source/fact.ts";
import { factsOf, isShare, type Source } from "../source/sources.ts";
import { durationMs } from "catalog/duration";
import { warmUpOf } from "./replay.ts";

/** A query that a replay runs at each evaluation: an export has no records of its values. */
interface ReachQuery {
  /** Under which the replay looks for its values. */
  readonly name: string;
  readonly query: string;
  readonly windowMs: number;
}

export interface Reach {
  readonly signals: readonly ReplaySignal[];
  readonly queries: readonly ReachQuery[];
  /** Between two evaluations. */
  readonly everyMs: number;
  /** How far before an evaluation its data begins. */
  readonly readsMs: number;
  /** How long before a firing the evaluations begin: `for`, and what conditions remember. */
  readonly historyMs: number;
  /** How long after its beginning a replay evaluates the rule for the first time. */
  readonly warmUpMs: number;
}

const dayMs = 86_400_000;

export function reachOf(rule: CompiledRule): Reach {
  const { inputs } = rule.evaluator;
  const signals = new Set<ReplaySignal>();
  const queries = new Map<string, ReachQuery>();
  for (const { source, windowMs } of inputs) {
    if ("sql" in source) {
      const { sql: query, name = query } = source;
      queries.set(JSON.stringify([name, query, windowMs]), { name, query, windowMs });
    }
    const { signal } = factsOf(source);
    if (signal !== undefined) signals.add(signal);
  }
  // logs have the business events, too
  if (signals.has("logs")) signals.delete("business");
  return {
    signals: [...signals],
    queries: [...queries.values()],
    everyMs: rule.everyMs,
    readsMs: Math.max(...inputs.map(({ agoMs, windowMs, source }) => agoMs + windowMs + lookBackOf(source))),
    historyMs: rule.forMs + Math.max(memoryOf(rule.declaration.when), usualShareOf(rule)),
    warmUpMs: warmUpOf(rule),
  };
}

const lookBackOf = (source: Source): number => factsOf(source).lookBackMs?.(source) ?? 0;

/**
 * Shares of business events are compared with the usual ones. A day of spans or log records would make an export too large: a replay of their
 * shares begins without knowledge.
 */
function usualShareOf({ evaluator, declaration }: CompiledRule): number {
  if (declaration.evidence?.expected !== undefined || !hasLimit(declaration.when)) return 0;
  return evaluator.inputs.some(({ source }) => isShare(source) && factsOf(source).signal === "business")
    ? usualShareMs
    : 0;
}

function hasLimit(condition: Condition): boolean {
  return (
    "above" in condition || "below" in condition || membersOf(condition).some(({ when }) => hasLimit(when))
  );
}

/** What a condition remembers of earlier evaluations. */
function memoryOf(condition: Condition): number {
  if ("anomaly" in condition) return dayMs;
  if ("forecast" in condition) return durationMs(condition.forecast.over ?? condition.forecast.within);
  return Math.max(0, ...membersOf(condition).map(({ when }) => memoryOf(when)));
}
