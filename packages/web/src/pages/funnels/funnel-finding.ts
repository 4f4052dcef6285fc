// What the page of a funnel says first: at which step conversion fell, otherwise where most people go no further, and what it costs.
import type { FunnelResult } from "contract";

import { changePoint } from "../../lib/change-point.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatAmounts, formatMoney } from "../../lib/format-money.ts";
import { loud, type Share } from "../../lib/significance.ts";
import { formatTime } from "../../lib/time.ts";
import type { Amounts, AmountsOf } from "./amounts.ts";
import { type StepModel, worstStep } from "./funnel-model.ts";

export interface FunnelFinding {
  /** The step at which people dropped; absent where every person went on. */
  readonly step?: string;
  readonly claim: string;
  /** Sentences that follow. */
  readonly more: readonly string[];
}

/**
 * @param before the name of the period that the funnel is compared with: `the hour before`.
 * @param isUsual whether the verdict beside it says that as many took all steps on earlier days
 */
export function findingOf(
  result: Pick<FunnelResult, "trend" | "isEstimate">,
  steps: readonly StepModel[],
  amounts: AmountsOf | undefined,
  { before, isUsual }: { readonly before: string; readonly isUsual: boolean },
): FunnelFinding {
  const from = worstStep(steps);
  const at = steps.findIndex(({ name }) => name === from) + 1;
  const to = steps[at];
  if (from === undefined || to === undefined)
    return { claim: "Everyone who entered took all steps", more: [] };
  const { fell } = to;
  const since = fell && !result.isEstimate ? fellSince(result.trend) : undefined;
  return {
    step: from,
    claim: fell
      ? `${since === undefined ? "" : `Since ${since}: `}${formatShare(to.ofBefore)} of the people at ${from} go on to ${to.name}, ${formatShare(to.ofBeforeThen)} in ${before}`
      : mostLeave(from, to, steps[at - 1]!.people),
    more: [
      ...(fell && isUsual ? ["In all, as many take all steps as on earlier days."] : []),
      ...costOf(amounts?.get(from)?.lost, before),
      ...costliest(steps, from, amounts),
    ],
  };
}

/** Where no person has left, they have time to go on. */
function mostLeave(from: string, { dropped, open }: StepModel, people: number): string {
  const what = dropped === 0 ? "are still open" : "leave";
  return `Most people ${what} after ${from}: ${formatCount(dropped === 0 ? open : dropped)} of ${formatCount(people)}`;
}

/** When fewer of those who entered began to take all steps, if they did at one moment. */
function fellSince({ buckets, previous }: FunnelResult["trend"]): string | undefined {
  const sharesOf = (all: typeof buckets): readonly Share[] =>
    all.map(({ entered, finished }) => ({ count: finished, total: entered }));
  const earlier = sharesOf(previous).reduce(
    (sum, { count, total }) => ({ count: sum.count + count, total: sum.total + total }),
    { count: 0, total: 0 },
  );
  const change = changePoint(sharesOf(buckets), earlier);
  const bucket = change !== undefined && change.z < -loud ? buckets[change.index] : undefined;
  return bucket && formatTime(bucket.time);
}

function costOf(lost: Amounts | undefined, before: string): readonly string[] {
  if (lost === undefined || lost.people === 0) return [];
  const { money, now, before: then } = lost;
  const more = now === null || then === null || now <= then ? undefined : now - then;
  const [first] = money;
  return [
    `${formatAmounts(money, 2)} was lost there${
      more === undefined || first === undefined
        ? ""
        : `, ${formatMoney({ ...first, amount: more.toFixed(2) })} more than in ${before}`
    }.`,
  ];
}

/** The step after which most money is lost, where several lose some and all of it is of one currency. */
function costliest(
  steps: readonly StepModel[],
  from: string,
  amounts: AmountsOf | undefined,
): readonly string[] {
  const lost = steps.flatMap(({ name }) => {
    const own = amounts?.get(name)?.lost;
    return own === undefined || own.people === 0 ? [] : [{ name, ...own }];
  });
  const currencies = new Set(lost.flatMap(({ money }) => money.map(({ currency }) => currency)));
  if (lost.length < 2 || currencies.size !== 1) return [];
  const [most] = lost.toSorted((a, b) => Number(b.money[0]?.amount) - Number(a.money[0]?.amount));
  if (most === undefined) return [];
  return most.name === from
    ? ["No other step loses more."]
    : [
        `Most money is lost after ${most.name}: ${formatAmounts(most.money)}, of ${peopleWords(most.people)}.`,
      ];
}

const peopleWords = (people: number): string =>
  `${formatCount(people)} ${people === 1 ? "person" : "people"}`;
