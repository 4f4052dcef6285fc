// What the people of a funnel are worth at each step, now and in the period before, as the page shows it.
import { leastEvidence } from "catalog/measures";
import type { FunnelMoneyResult, Money } from "contract";

import { ofOneCurrency } from "../../lib/compared-amounts.ts";

/** Amounts of some people, and what they are compared with. */
export interface Amounts {
  /** By currency; empty where no person has one. */
  readonly money: readonly Money[];
  /** People of whom an amount is recorded. */
  readonly people: number;
  /** Where both are of one currency and of enough people. */
  readonly now: number | null;
  readonly before: number | null;
}

/** The amounts at a step, and those of the people who dropped at it. */
interface StepAmounts {
  readonly at: Amounts;
  readonly lost: Amounts;
}

/** By step. */
export type AmountsOf = ReadonlyMap<string, StepAmounts>;

export function toAmounts({ steps, previous }: FunnelMoneyResult): AmountsOf {
  return new Map(
    steps.map(({ step, amounts, people, lost, lostPeople }, at) => {
      const then = previous[at];
      return [
        step,
        {
          at: compared({ money: amounts, people }, then && { money: then.amounts, people: then.people }),
          lost: compared(
            { money: lost, people: lostPeople },
            then && { money: then.lost, people: then.lostPeople },
          ),
        },
      ];
    }),
  );
}

type Recorded = Pick<Amounts, "money" | "people">;

/** Currencies are not added together, so only amounts of one are compared. */
function compared(now: Recorded, before: Recorded = nothing): Amounts {
  const both = before.people < leastEvidence ? undefined : ofOneCurrency(now.money, before.money);
  return {
    ...now,
    now: both === undefined ? null : Number(both.now.amount),
    before: both === undefined ? null : Number(both.before.amount),
  };
}

const nothing: Recorded = { money: [], people: 0 };
