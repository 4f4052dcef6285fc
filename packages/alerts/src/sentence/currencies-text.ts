// The currencies that an amount adds, as messages and pages say it.
import { visibleLine } from "quoting/unicode";
import { listed } from "./listed.ts";

const most = 5;
const longest = 20;

/**
 * `The amount adds EUR and USD: name a currency with a condition or a group.`; empty for one currency.
 *
 * @param codes those of most transactions first.
 * @param count of all; by default there are no others.
 * @param shown makes a name harmless where it is shown.
 */
export function currenciesText(
  codes: readonly string[],
  count = codes.length,
  shown: (name: string) => string = (name) => name,
): string {
  if (count < 2) return "";
  const named = codes.filter((code) => code !== "");
  const unnamed = codes.length - named.length;
  const more = count - unnamed - Math.min(named.length, most);
  const names = [
    ...named.slice(0, most).map((code) => currencyName(code, shown)),
    ...(more > 0 ? [`${more} more`] : []),
    ...(unnamed > 0 ? ["amounts without a currency"] : []),
  ];
  return `The amount adds ${listed(names)}: name a currency with a condition or a group.`;
}

/** A currency is a text from telemetry: on one line, without characters that are not seen, cut, and in quotes unless it is a code of three letters. */
export function currencyName(code: string, shown: (name: string) => string = (name) => name): string {
  if (/^[A-Za-z]{3}$/.test(code)) return code;
  const points = Array.from(visibleLine(code.slice(0, 1000)));
  const short = points.length <= longest ? points : [...points.slice(0, longest - 1), "…"];
  return `“${shown(short.join(""))}”`;
}
