// Amounts and their currencies. A sum of amounts has no regard to them: it is right where a condition or a group names the currency, or
// where there is only one.

/** The attribute of transactions that has the currency. */
export const currencyKey = "telltale.transaction.currency";

/** Anything with the fields of a file of rules. */
type Fields = Readonly<Record<string, unknown>>;

/** What tells the data of a value apart. */
export interface Selection {
  readonly groupBy: readonly string[];
  /** Conditions: key and value. */
  readonly where: readonly (readonly [key: string, value: unknown])[];
}

/** Whether a condition or a group names the currency. */
export function namesCurrency({ groupBy, where }: Selection): boolean {
  return groupBy.includes(currencyKey) || where.some(([key]) => key === currencyKey);
}

/** Whether a source is a sum of amounts whose currency neither a condition nor a group names. */
export function addsAmounts(on: Fields, groupBy: readonly string[]): boolean {
  const isAmount = "transaction" in on && on["measure"] === "amount";
  return isAmount && !namesCurrency({ groupBy, where: Object.entries(fieldsOf(on["where"])) });
}

/**
 * Whether a rule, or a member of its condition, has such a source.
 *
 * @param content a rule with the fields of a file of rules.
 */
export function ruleAddsAmounts({ on, when }: Fields, groupBy: readonly string[]): boolean {
  if (addsAmounts(fieldsOf(on), groupBy)) return true;
  const members: readonly unknown[] = Object.values(fieldsOf(when)).flat();
  return members.some((member) => ruleAddsAmounts(fieldsOf(member), groupBy));
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
