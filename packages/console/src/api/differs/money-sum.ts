// Sums of money, exactly.
import type { Money } from "contract";
import { toAmount, toMoney, toUnits } from "../transactions/money.ts";

/** Adds amounts by currency. */
export function sumMoney(parts: Iterable<Readonly<Record<string, string>>>): Money[] {
  const sums = new Map<string, bigint>();
  for (const part of parts)
    for (const [currency, amount] of Object.entries(part))
      sums.set(currency, (sums.get(currency) ?? 0n) + toUnits(amount));
  return toMoney(Object.fromEntries([...sums].map(([currency, units]) => [currency, toAmount(units)])));
}
