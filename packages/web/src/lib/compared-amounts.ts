// Amounts of two periods. Currencies are not added together: amounts are compared where both periods have one currency, and the same.
import type { Money, TransactionFigures } from "contract";

import { type Lack, lackOfFigures } from "./comparable.ts";

/** The amounts of both periods, where each has one currency, and both the same. */
export function ofOneCurrency<Amount extends Money>(
  now: readonly Amount[],
  before: readonly Amount[],
): { readonly now: Amount; readonly before: Amount } | undefined {
  const [first, ...others] = now;
  const [then, ...otherThen] = before;
  const isOne = others.length + otherThen.length === 0;
  return isOne && first !== undefined && first.currency === then?.currency
    ? { now: first, before: then }
    : undefined;
}

export interface ComparedAmounts {
  readonly now: number | null;
  readonly before: number | null;
  readonly lack: Lack | undefined;
}

/** What completed transactions of two periods were worth, and what prevents a comparison. */
export function compareAmounts(current: TransactionFigures, previous: TransactionFigures): ComparedAmounts {
  const both = ofOneCurrency(current.amounts, previous.amounts);
  if (both !== undefined)
    return {
      now: Number(both.now.amount),
      before: Number(both.before.amount),
      lack: lackOfFigures(both.now.transactions, both.before.transactions),
    };
  const isSeveral = current.amounts.length > 0 && previous.amounts.length > 0;
  const lack = isSeveral ? "several currencies" : lackOfFigures(current.completed, previous.completed);
  return { now: null, before: null, lack };
}
