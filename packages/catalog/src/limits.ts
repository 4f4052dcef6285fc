// The condition of an alert, as a file of rules writes it.

/** One limit of an alert. */
type Limit = { readonly above: number } | { readonly below: number } | { readonly absent: boolean };

/** When an alert fires: a limit, no data (`absent: true`), or any of several. Shares are from 0 to 1, durations in seconds. */
export type ConditionDeclaration = Limit | { readonly any: readonly { readonly when: Limit }[] };

/** The limits of a condition by their names. */
export interface Limits {
  readonly above?: number;
  readonly below?: number;
  readonly absent?: boolean;
}

export function limitsOf(when: ConditionDeclaration): Limits {
  return Object.assign({}, ...("any" in when ? when.any.map((one) => one.when) : [when])) as Limits;
}
