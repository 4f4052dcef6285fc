// Checks of values that plain data cannot describe, objects of an application with methods first.

/** Whether `value` is an object with fields, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A check for objects that have all of `methods`. */
export function has(...methods: readonly string[]): (value: unknown) => boolean {
  return (value) => methods.every((name) => hasMethod(value, name));
}

/** A check for objects that have `needed`, and one of `methods`. */
export function hasOneOf(methods: readonly string[], needed: readonly string[]): (value: unknown) => boolean {
  return (value) =>
    methods.some((name) => hasMethod(value, name)) && needed.every((name) => hasMethod(value, name));
}

/** A check that is done elsewhere, by who uses the value. */
export function anything(): boolean {
  return true;
}

/** Whether `value` is a function. */
export function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/** Whether `value` is a text, or a URL, which is used as one. */
export function isTextOrUrl(value: unknown): boolean {
  return typeof value === "string" || value instanceof URL;
}

/** Whether `value` is a text, empty or not. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[name] === "function";
}
