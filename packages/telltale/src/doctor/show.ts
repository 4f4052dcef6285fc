// Values as the doctor prints them: short, and without secrets.
import { isSecret } from "../engine/settings/environment.ts";

/** A value for people: objects by their names only, but for those of nothing but numbers. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return value.map(show).join(",");
  if (typeof value === "string") return hideInUrl(value);
  if (typeof value !== "object" || value === null) return String(value);
  const parts: readonly unknown[] = Object.values(value);
  if (parts.length > 0 && parts.every((one) => typeof one === "number")) return JSON.stringify(value);
  const { name } = value as { name?: unknown };
  return typeof name === "string" ? name : (value.constructor?.name ?? "object");
}

/** The value of a variable without what is secret in it. */
export function hide(variable: string, value: string): string {
  if (!/_(?:HEADERS|ATTRIBUTES)$/.test(variable)) {
    // a path is not secret; the value of the variable itself is
    return isSecret(variable) && /-----BEGIN|^[^/\\.]+$/.test(value) ? "…" : hideInUrl(value);
  }
  return value
    .split(",")
    .map((pair) => `${pair.slice(0, pair.indexOf("=")).trim()}=…`)
    .join(",");
}

/** A URL without user, password and the values of its query; any other text as it is. */
export function hideInUrl(text: string): string {
  return text
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, "$1…@")
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^?#]*)\?([^#]*)/i, (_whole, before: string, query: string) => {
      const hidden = query.replaceAll(/=[^&]*/g, "=…");
      return `${before}?${hidden}`;
    });
}

/** The value at `path` in `options`. */
export function optionOf(options: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], options);
}
