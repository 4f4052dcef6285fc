// Whether plain data that was read from outside has the form of a state.

/** Whether a value has the types, the fields and the lengths of `form`. */
export function fits(form: unknown, value: unknown): boolean {
  if (typeof form !== "object" || form === null)
    return typeof value === typeof form && (typeof value !== "number" || Number.isFinite(value));
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(form)) return Array.isArray(value) && fitAll(form, value);
  return Object.entries(form).every(
    ([key, one]) => Object.hasOwn(value, key) && fits(one, (value as Readonly<Record<string, unknown>>)[key]),
  );
}

/** Lists of numbers are most of a state, which is checked in each round. */
function fitAll(form: readonly unknown[], value: readonly unknown[]): boolean {
  if (value.length !== form.length) return false;
  for (let index = 0; index < form.length; index++) {
    const isNumber = typeof form[index] === "number";
    if (isNumber ? !Number.isFinite(value[index]) : !fits(form[index], value[index])) return false;
  }
  return true;
}

/** As `fits`, of a state with a `version` and the evidence for a change, which may be none. */
export function isForm(
  form: { readonly version: number; readonly evidence: object },
  value: unknown,
): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { version, evidence } = value as {
    readonly version?: unknown;
    readonly evidence?: { readonly change?: unknown };
  };
  const change = evidence?.change ?? null;
  const shape = { ...form, evidence: { ...form.evidence, change: change === null ? null : changeForm } };
  return version === form.version && fits(shape, value);
}

const changeForm = { since: 0, foundAt: 0, alternative: 0, observed: 0, expected: 0, back: 0 };
