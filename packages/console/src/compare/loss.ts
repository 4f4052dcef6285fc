// What it cost that fewer transactions of a type were completed: people and amounts.
import type { Money } from "contract";

import type { Amounts, MeasuredTransactions } from "./measured.ts";

/** As many people a transaction as those have that were not completed, on the side where more were not. */
export function peopleOf(
  base: MeasuredTransactions,
  now: MeasuredTransactions,
  affected: number | null,
): number | null {
  const { ended, completed, lostPeople } = completedShare(now) < completedShare(base) ? now : base;
  if (affected === null || lostPeople === 0 || ended === completed) return null;
  return (affected * lostPeople) / (ended - completed);
}

const completedShare = ({ completed, ended }: MeasuredTransactions): number => completed / ended;

/** What `now` lost beyond the share of all amounts that the base lost. */
export function lostBeyond(base: MeasuredTransactions, now: MeasuredTransactions): Money[] {
  const currencies = new Set([...Object.keys(now.amounts), ...Object.keys(now.lostAmounts)]);
  return [...currencies].toSorted().flatMap((currency) => {
    const before = allOf(base, currency);
    if (before === 0) return [];
    const expected = (amountIn(base.lostAmounts, currency) / before) * allOf(now, currency);
    const beyond = (amountIn(now.lostAmounts, currency) - expected).toFixed(2);
    return Number(beyond) === 0 ? [] : [{ currency, amount: beyond }];
  });
}

const amountIn = (amounts: Amounts, currency: string): number => Number(amounts[currency] ?? 0);
const allOf = ({ amounts, lostAmounts }: MeasuredTransactions, currency: string): number =>
  amountIn(amounts, currency) + amountIn(lostAmounts, currency);
