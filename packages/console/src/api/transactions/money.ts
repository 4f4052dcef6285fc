// Money by currency, from rows to the contract. Amounts are decimal texts with at most nine places, as the store has them.
import type { Money } from "contract";

const places = 9;

/** More than there are in ISO 4217. */
const mostCurrencies = 200;

/** By currency, in the order of their codes; each amount `times` as much. Of made-up codes the first 200. */
export function toMoney(byCurrency: Readonly<Record<string, string>>, times = 1): Money[] {
  return Object.entries(byCurrency)
    .map(([currency, amount]) => ({ currency, amount: times === 1 ? amount : multiply(amount, times) }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
    .slice(0, mostCurrencies);
}

/** Adds amounts by currency. */
export function sumMoney(parts: Iterable<Readonly<Record<string, string>>>): Money[] {
  const sums = new Map<string, bigint>();
  for (const part of parts)
    for (const [currency, amount] of Object.entries(part))
      sums.set(currency, (sums.get(currency) ?? 0n) + toUnits(amount));
  return toMoney(Object.fromEntries([...sums].map(([currency, units]) => [currency, toAmount(units)])));
}

/** The same; `times` need not be whole, as of a sample. */
export function scaleMoney(byCurrency: Readonly<Record<string, string>>, times: number): Money[] {
  if (Number.isInteger(times)) return toMoney(byCurrency, times);
  const scaled = Object.entries(byCurrency).map(([currency, amount]) => [
    currency,
    toAmount((toUnits(amount) * BigInt(Math.round(times * 1e6))) / 1_000_000n),
  ]);
  return toMoney(Object.fromEntries(scaled) as Record<string, string>);
}

function multiply(amount: string, times: number): string {
  return toAmount(toUnits(amount) * BigInt(times));
}

/** A decimal text in its smallest units. */
function toUnits(amount: string): bigint {
  const [whole = "", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}

/** The decimal text of so many units. */
function toAmount(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const fraction = digits.slice(-places).replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -places)}${fraction === "" ? "" : `.${fraction}`}`;
}
