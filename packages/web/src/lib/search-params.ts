// Reads and writes the query string. Plain `key=value`, repeated keys are lists, the same names as in the API.

/** `?a=1&f=x&f=y` as `{ a: "1", f: ["x", "y"] }`. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const result = new Map<string, string | string[]>();
  for (const [key, value] of new URLSearchParams(text)) {
    const known = result.get(key);
    if (known === undefined) result.set(key, value);
    else result.set(key, Array.isArray(known) ? [...known, value] : [known, value]);
  }
  return Object.fromEntries(result);
}

/** The reverse; `undefined`, `null`, empty text and empty lists are left out. Begins with `?` unless empty. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== "") params.append(key, String(item));
    }
  }
  // Colons and slashes are legal in a query and read better.
  const text = params.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  return text === "" ? "" : `?${text}`;
}

/** A single text of a raw search; `undefined` when absent or empty. */
export function one(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === "number" || typeof first === "boolean") return String(first);
  return typeof first === "string" && first !== "" ? first : undefined;
}

/** All texts of a raw search; `undefined` without one. */
export function many(value: unknown): readonly string[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).filter(
    (item): item is string => typeof item === "string" && item !== "",
  );
  return list.length === 0 ? undefined : list;
}

/** One of `allowed`; anything else is `undefined`, so that an invalid link still opens. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  const text = one(value);
  return allowed.find((item) => item === text);
}

/** A finite number, or `undefined`. */
export function numeric(value: unknown): number | undefined {
  const text = one(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
