// Names of what stands beside the values of a breakdown. A value can be called the same: then the name is in parentheses.

/** All values that have no line or row of their own. */
export const restName = (values: readonly string[]): string => freeName("other", values);

/** Records without a value. */
export const absentName = (values: readonly string[]): string => freeName("none", values);

function freeName(name: string, values: readonly string[]): string {
  return values.includes(name) ? freeName(`(${name})`, values) : name;
}
