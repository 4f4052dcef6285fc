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
 * @param groups those of the rule; by default its `groupBy`.
 */
export function ruleAddsAmounts(
  content: Fields,
  groups: readonly string[] = groupsOf(content) ?? [],
): boolean {
  return adds(content, fieldsOf(content["on"]), groups);
}

/** A member without a source or groups of its own has those around it. */
function adds({ on, when }: Fields, around: Fields, groups: readonly string[]): boolean {
  const source = on === undefined ? around : fieldsOf(on);
  const fields = fieldsOf(when);
  const members = ["all", "any", "not"].flatMap((name) => fields[name] ?? []).map(fieldsOf);
  if (members.length === 0) return addsAmounts(source, groups);
  return members.some((member) => adds(member, source, groupsOf(member) ?? groups));
}

/** The attributes that data is grouped by; `undefined` where that is not said. */
function groupsOf({ groupBy }: Fields): readonly string[] | undefined {
  return Array.isArray(groupBy) ? groupBy.filter((key) => typeof key === "string") : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
