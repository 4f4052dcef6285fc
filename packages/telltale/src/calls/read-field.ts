// Fields of objects that belong to others: drivers, responses, messages. Reading one may throw.

/** The field of `owner`, or undefined when there is none or it cannot be read. */
export function readField(owner: unknown, key: string): unknown {
  if ((typeof owner !== "object" && typeof owner !== "function") || owner === null) return undefined;
  try {
    return (owner as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** The first of the fields that is a text that is not empty. */
export function readTextField(owner: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = readField(owner, key);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** The field as a whole number from 0, also where it is written as text. */
export function readWholeField(owner: unknown, key: string): number | undefined {
  const value = readField(owner, key);
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
