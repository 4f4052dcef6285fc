// A funnel with its shares: of the first step and of the previous step, now and in the previous period.
import { type Judgement, measureOf, shareOf } from "catalog/measures";
import type { FunnelSummary } from "contract";

import type { MaybeLate } from "../../lib/completeness.ts";
import { besideVerdict, fallenStep, stepVerdict } from "../../lib/conversion-verdict.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import { previousPeople } from "../../lib/previous-people.ts";
import type { VerdictState } from "../../lib/verdict.ts";

export interface StepModel {
  readonly name: string;
  readonly people: number;
  /** Of those who entered, 0 to 1; `null` when no person did. */
  readonly ofFirst: number | null;
  /** Of the previous step; `null` on the first step. */
  readonly ofBefore: number | null;
  /** People of the previous step who did not reach this one, and whose window is over. */
  readonly dropped: number;
  /** Those whose window is not over; while nothing of the range is complete, all who are not known to have gone on. */
  readonly open: number;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  /** The same shares in the previous period; `null` without one or with few people in it. */
  readonly ofFirstThen: number | null;
  readonly ofBeforeThen: number | null;
  readonly verdict: Judgement;
  /** Whether it is the step where the funnel fell. */
  readonly fell: boolean;
}

/** The services that send the funnel's records; `undefined` where they are not known. */
export function sendersOf(
  funnel: Pick<FunnelSummary, "services"> | undefined,
): readonly string[] | undefined {
  return funnel === undefined || funnel.services.length === 0 ? undefined : funnel.services;
}

/**
 * Steps in order, with a verdict where the change is significant, and the people are counted and not estimated.
 *
 * @param whole what the page says of the whole funnel: no step is bad beside `usual`.
 */
export function toSteps(
  funnel: MaybeLate<FunnelSummary>,
  isEstimate = false,
  whole?: VerdictState,
): readonly StepModel[] {
  const { steps, lack } = funnel;
  const previous = previousPeople(funnel);
  const first = steps[0]?.people ?? 0;
  const fallen = fallenStep(funnel, isEstimate);
  return steps.map((step, i): StepModel => {
    const before = steps[i - 1];
    const then = previous[i] ?? 0;
    const thenBefore = previous[i - 1] ?? 0;
    const left = before === undefined ? 0 : Math.max(0, before.people - step.people);
    // what they did next has not arrived
    const open = lack === "not complete" ? left : (before?.open ?? 0);
    return {
      name: step.name,
      people: step.people,
      ofFirst: shareOf(step.people, first),
      ofBefore: before === undefined ? null : shareOf(step.people, before.people),
      dropped: Math.max(0, left - open),
      open,
      medianMs: step.medianMs,
      p90Ms: step.p90Ms,
      ofFirstThen: shareOf(then, previous[0] ?? 0),
      ofBeforeThen: before === undefined ? null : shareOf(then, thenBefore),
      verdict: before === undefined || isEstimate ? "usual" : besideVerdict(stepVerdict(funnel, i), whole),
      fell: i === fallen,
    };
  });
}

/**
 * The step where conversion fell, otherwise where most people went no further, whether they dropped or are still open; named by the step
 * that they took last.
 */
export function worstStep(steps: readonly StepModel[]): string | undefined {
  // people whose time is not over count only where no person has left any step
  const hasDropped = steps.some(({ dropped }) => dropped > 0);
  let worst: { readonly name: string; readonly score: number } | undefined;
  for (let i = 1; i < steps.length; i++) {
    const step = steps[i]!;
    const stayed = hasDropped ? step.dropped : step.open;
    const score = step.fell ? Infinity : stayed;
    if (score > 0 && (worst === undefined || score > worst.score))
      worst = { name: steps[i - 1]!.name, score };
  }
  return worst?.name;
}

/** A step with its figures, to copy as Markdown; `before` is the step that people came from. */
export function stepFinding(funnel: string, before: string, step: StepModel): MarkdownFinding {
  const { name, people, dropped, open, ofBefore, ofBeforeThen, ofFirst, medianMs } = step;
  return {
    title: `Funnel ${funnel}: ${before} → ${name}`,
    facts: [
      ["Continued", `${formatCount(people)}, ${formatShare(ofBefore)} of those at ${before}`],
      ["In the period before", ofBeforeThen === null ? "" : formatShare(ofBeforeThen)],
      [measureOf("dropped").name, formatCount(dropped)],
      [measureOf("stillOpen").name, open === 0 ? "" : formatCount(open)],
      ["Of all who entered", formatShare(ofFirst)],
      ["Median time", medianMs === null ? "" : formatDuration(medianMs)],
    ],
  };
}
