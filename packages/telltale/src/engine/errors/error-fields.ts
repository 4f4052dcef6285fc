// What an error's own class says beyond message and stack: an order's id, a status, what the system call was. Only plain values are taken:
// errors carry whole requests, sockets and configurations about.
import { within } from "../attributes/cut-text.ts";
import { types } from "../runtime/builtin.ts";
import { keysOf, readOf } from "../attributes/attribute-list.ts";
import { errorMessage, errorType, isError } from "./error-form.ts";
import { shared } from "../runtime/shared.ts";

const prefix = "telltale.error.fields.";
const standard: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors"]);
const maxFields = 32;
const maxParts = 20;
const maxDepth = 3;
const maxTextLength = 1024;
const hidden = shared("hidden error fields", () => new WeakMap<object, Set<string>>());

/**
 * The own enumerable fields of `error` as attributes `telltale.error.fields.<name>`, at most 32.
 *
 * Kept are text (1,024 characters), numbers, booleans, dates, and plain objects and arrays of those, 20 parts each, three deep; anything
 * else is there by its class, as `"[Socket]"`. What cannot be read is `"[unreadable]"`. Never throws.
 */
export function errorFields(error: unknown): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (typeof error !== "object" || error === null) return fields;
  let room = maxFields;
  for (const key of ownFieldsOf(error)) {
    if (standard.has(key)) continue;
    if (room-- === 0) break;
    fields[prefix + key] = toPlain(readOf(error, key), 1, [error]);
  }
  return fields;
}

/** The names of the fields of `error` that are its own: without those passed to {@link hideFields}. */
export function ownFieldsOf(error: object): string[] {
  const others = hidden.get(error);
  const keys = keysOf(error);
  return others === undefined ? keys : keys.filter((key) => !others.has(key));
}

/** From now on `names` are not fields of `error`: a library has put them there that makes a line of the error itself. */
export function hideFields(error: object, names: readonly string[]): void {
  const others = hidden.get(error);
  if (others === undefined) hidden.set(error, new Set(names));
  else for (const name of names) others.add(name);
}

function toPlain(value: unknown, depth: number, path: readonly unknown[]): unknown {
  if (typeof value === "string") return within(value, maxTextLength, "field");
  if (typeof value === "function") return "[function]";
  if (typeof value !== "object" || value === null || types.isDate(value)) return value;
  try {
    if (isError(value)) return within(`${errorType(value)}: ${errorMessage(value)}`, maxTextLength, "field");
    if (path.includes(value)) return "[cyclic]";
    const inside = [...path, value];
    if (Array.isArray(value))
      return depth > maxDepth
        ? "[array]"
        : value.slice(0, maxParts).map((part) => toPlain(part, depth + 1, inside));
    if (!isPlain(value) || depth > maxDepth) return `[${classOf(value)}]`;
    const keys = keysOf(value).slice(0, maxParts);
    return Object.fromEntries(keys.map((key) => [key, toPlain(readOf(value, key), depth + 1, inside)]));
  } catch {
    return "[unreadable]";
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function classOf(value: object): string {
  const { constructor } = value as { constructor?: { name?: unknown } };
  return typeof constructor?.name === "string" && constructor.name !== "" ? constructor.name : "object";
}
