// The user's attributes beside the library's: read without trust, never in the place of a listed one.

/** Copies the fields of `attributes` that `target` has not; fields that throw when read are left out. */
export function addMissing(target: Record<string, unknown>, attributes: object): void {
  for (const key of ownKeys(attributes)) {
    if (target[key] !== undefined || key === "__proto__") continue;
    try {
      target[key] = (attributes as Record<string, unknown>)[key];
    } catch {
      target[key] = "[unreadable]";
    }
  }
}

/** The fields of `attributes` as they are now. */
export function copyOf(attributes: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  addMissing(copy, attributes);
  return copy;
}

/** The attributes but for those that `facts` has or whose name begins with `prefix`. */
export function withoutReserved(
  attributes: Record<string, unknown>,
  facts: Readonly<Record<string, unknown>>,
  prefix: string,
): object {
  const keys = Object.keys(attributes);
  const isReserved = (key: string): boolean => facts[key] !== undefined || key.startsWith(prefix);
  if (!keys.some(isReserved)) return attributes;
  return Object.fromEntries(keys.filter((key) => !isReserved(key)).map((key) => [key, attributes[key]]));
}

function ownKeys(attributes: object): string[] {
  try {
    return Object.keys(attributes);
  } catch {
    return [];
  }
}
