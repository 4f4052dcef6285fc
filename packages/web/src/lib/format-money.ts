// Money keeps its exact decimal text until it is shown; currencies are never added together.
import { locale, none, withMinus } from "./locale.ts";

interface Amount {
  readonly currency: string;
  readonly amount: string;
}

/** Exact to the cent below 1,000, whole above, four digits from a million million: `€99.99`, `€303,022`, `€1.094T`; what would be rounded to 0 is `< €0.01`; an unknown currency follows the figure. */
export function formatMoney(money: Amount | null | undefined): string {
  if (money === null || money === undefined || money.amount === "") return none;
  const size = Math.abs(Number(money.amount));
  if (size >= 1e12) return render(money, { notation: "compact", maximumSignificantDigits: 4 });
  return render(money, size >= 1000 ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {});
}

/** Every digit that was sent, for tooltips and copying; a sum has lost the last zeros of its cents. */
export function formatMoneyExact(money: Amount | null | undefined): string {
  if (money === null || money === undefined || money.amount === "") return none;
  const [whole, cents] = money.amount.split(".");
  const digits = isCurrency(money.currency) ? currencyFormat(money.currency).resolvedOptions() : undefined;
  const exact =
    cents === undefined ? whole : `${whole}.${cents.padEnd(digits?.minimumFractionDigits ?? 0, "0")}`;
  return `${exact} ${money.currency}`.trim();
}

/** Several currencies side by side, `most` of them: `€303,022 + $1,204 + 3 more`. */
export function formatAmounts(amounts: readonly Amount[], most = amounts.length): string {
  if (amounts.length === 0) return none;
  const shown = amounts.slice(0, most).map(formatMoney);
  const left = amounts.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join(" + ");
}

function render({ currency, amount }: Amount, digits: Intl.NumberFormatOptions): string {
  if (!isCurrency(currency)) {
    const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, ...digits });
    return `${rounded(amount, plain)} ${currency}`.trim();
  }
  return rounded(amount, currencyFormat(currency, digits));
}

/** An ISO code. */
const isCurrency = (currency: string): boolean => /^[A-Za-z]{3}$/.test(currency);

const currencyFormat = (currency: string, digits: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...digits });

function rounded(amount: string, format: Intl.NumberFormat): string {
  const value = Number(amount);
  const least = 10 ** -(format.resolvedOptions().maximumFractionDigits ?? 0);
  if (value === 0 || Math.abs(value) >= least / 2) return withMinus(format.format(value));
  return value > 0 ? `< ${format.format(least)}` : `> ${withMinus(format.format(-least))}`;
}
