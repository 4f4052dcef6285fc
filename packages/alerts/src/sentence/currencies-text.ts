// The currencies that an amount adds, as messages and pages say it.
import { listed } from "./listed.ts";

const most = 5;

/** `The amount adds EUR and USD: name a currency with a condition or a group.`; empty for one currency. */
export function currenciesText(currencies: readonly string[]): string {
  if (currencies.length < 2) return "";
  const codes = currencies.filter((code) => code !== "");
  const more = codes.length - most;
  const names = [
    ...codes.slice(0, most),
    ...(more > 0 ? [`${more} more`] : []),
    ...(codes.length < currencies.length ? ["amounts without a currency"] : []),
  ];
  return `The amount adds ${listed(names)}: name a currency with a condition or a group.`;
}
