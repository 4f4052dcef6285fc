// Money as it is given: a finite number, or a decimal string that stays exact. Nothing here adds or rounds.

/** An amount: a finite number, or decimal text such as `"99.99"`, which is sent as it is, digit by digit. */
export type Amount = number | string;

const decimal = /^-?\d+(\.\d+)?$/;
const maxDecimalLength = 64;

/**
 * Gives `value` back when it is an amount, else `undefined`.
 *
 * Decimal text is `-?digits(.digits)?` of at most 64 characters: no exponent, no sign `+`, no spaces, no separators.
 */
export function toAmount(value: unknown): Amount | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : undefined;
  if (typeof value !== "string" || value.length > maxDecimalLength) return undefined;
  return decimal.test(value) ? value : undefined;
}

/** What is sent where the caller named no currency. */
export const defaultCurrency = "USD";

/** ISO 4217's code for "no currency": keeps an amount whose currency makes no sense apart from all real money. */
export const noCurrency = "XXX";

/** Gives the three capital letters of an ISO 4217 code back, also for small ones; `undefined` for anything else. */
export function toCurrency(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^[A-Za-z]{3}$/.test(value)) return undefined;
  return value.toUpperCase();
}
