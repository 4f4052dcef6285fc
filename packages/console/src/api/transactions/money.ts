// Sums by currency, from rows to the contract.
import type { Money } from "contract";

/** By currency, in the order of their codes. */
export function toMoney(byCurrency: Readonly<Record<string, string>>): Money[] {
  return Object.entries(byCurrency)
    .map(([currency, amount]) => ({ currency, amount }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
