// A funnel with its shares: of the first step, of the step before, then and now.
import type { FunnelSummary } from "contract";

import { notable, proportionZ } from "../../lib/significance.ts";
import type { Verdict } from "../../ui/delta.tsx";

export interface StepModel {
  readonly name: string;
  readonly people: number;
  /** Of those who entered, 0 to 1; `null` when nobody did. */
  readonly ofFirst: number | null;
  /** Of the step before; `null` on the first step. */
  readonly ofBefore: number | null;
  /** People of the step before who did not come. */
  readonly dropped: number;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  /** The same shares in the period before; `null` without one. */
  readonly ofFirstThen: number | null;
  readonly ofBeforeThen: number | null;
  readonly verdict: Verdict;
}

/** Steps in order. Coloured only where the change is more than chance. */
export function toSteps({ steps, previous }: FunnelSummary): readonly StepModel[] {
  const first = steps[0]?.people ?? 0;
  return steps.map((step, i): StepModel => {
    const before = steps[i - 1];
    const then = previous[i] ?? 0;
    const thenBefore = previous[i - 1] ?? 0;
    return {
      name: step.name,
      people: step.people,
      ofFirst: share(step.people, first),
      ofBefore: before === undefined ? null : share(step.people, before.people),
      dropped: before === undefined ? 0 : Math.max(0, before.people - step.people),
      medianMs: step.medianMs,
      p90Ms: step.p90Ms,
      ofFirstThen: share(then, previous[0] ?? 0),
      ofBeforeThen: before === undefined ? null : share(then, thenBefore),
      verdict: before === undefined ? "usual" : verdict(step.people, before.people, then, thenBefore),
    };
  });
}

/** The step to look at first: where conversion fell beyond chance, else where most are lost. The name is of the step people left from. */
export function worstStep(steps: readonly StepModel[]): string | undefined {
  let worst: { readonly name: string; readonly score: number } | undefined;
  for (let i = 1; i < steps.length; i++) {
    const step = steps[i]!;
    const fell = step.verdict === "bad" ? 1e9 * ((step.ofBeforeThen ?? 0) - (step.ofBefore ?? 0)) : 0;
    const score = fell + step.dropped;
    if (score > 0 && (worst === undefined || score > worst.score))
      worst = { name: steps[i - 1]!.name, score };
  }
  return worst?.name;
}

/** Whether the whole conversion moved by more than chance. */
export function conversionVerdict({ steps, previous }: FunnelSummary): Verdict {
  return verdict(steps.at(-1)?.people ?? 0, steps[0]?.people ?? 0, previous.at(-1) ?? 0, previous[0] ?? 0);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function verdict(count: number, total: number, countThen: number, totalThen: number): Verdict {
  const z = proportionZ({ count, total }, { count: countThen, total: totalThen });
  return z < -notable ? "bad" : z > notable ? "good" : "usual";
}
