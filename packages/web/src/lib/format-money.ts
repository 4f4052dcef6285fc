// Money keeps its exact decimal text until it is shown; currencies are never added together.
import { locale, none, withMinus } from "./locale.ts";

interface Amount {
  readonly currency: string;
  readonly amount: string;
}

/** Exact to the cent below 1,000, whole above: `€99.99`, `€303,022`; an unknown currency follows the figure. */
export function formatMoney(money: Amount | null | undefined): string {
  if (money === null || money === undefined || money.amount === "") return none;
  return render(money, Math.abs(Number(money.amount)) >= 1000 ? 0 : undefined);
}

/** Every digit that was sent, for tooltips and copying. */
export function formatMoneyExact(money: Amount | null | undefined): string {
  if (money === null || money === undefined || money.amount === "") return none;
  return `${money.amount} ${money.currency}`.trim();
}

/** Several currencies side by side: `€303,022 + $1,204`. */
export function formatAmounts(amounts: readonly Amount[]): string {
  return amounts.length === 0 ? none : amounts.map(formatMoney).join(" + ");
}

function render({ currency, amount }: Amount, digits: number | undefined): string {
  if (!/^[A-Za-z]{3}$/.test(currency)) {
    const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: digits ?? 2 });
    return `${withMinus(plain.format(Number(amount)))} ${currency}`.trim();
  }
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    ...(digits === undefined ? {} : { maximumFractionDigits: digits, minimumFractionDigits: digits }),
  });
  return withMinus(format.format(Number(amount)));
}
