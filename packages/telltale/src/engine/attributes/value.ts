// Any JavaScript value as one of the value kinds of OTLP. Every kind has one form (the table at `toAnyValue`), and nothing
// a value does, a throwing getter, a cycle, a hostile proxy, comes out as an error.
import type { AnyValue } from "otlp";
import { types } from "../runtime/builtin.ts";
import { report } from "../diagnostics/diagnose.ts";

/** How deep lists and maps may be in each other, the value itself being at depth 1 (specification: common, Attribute limits). */
export const maxValueDepth = 64;
const maxNodes = 10_000;

/** Budget and path of one conversion. */
interface Walk {
  nodes: number;
  readonly path: Set<object>;
}

/**
 * The OTLP form of `value`.
 *
 * | value | form |
 * | --- | --- |
 * | string, boolean, number, null | itself; a safe integer is an int64, other numbers are doubles |
 * | undefined, in an array | null; as a field it is left out |
 * | BigInt | int64 where it fits, else its decimal text |
 * | Date | ISO 8601 text |
 * | Error | map of `type`, `message`, `stack`, `cause` and its own fields |
 * | Buffer, typed bytes, ArrayBuffer | bytes; other typed arrays are arrays of numbers |
 * | Array, Set | array |
 * | Map, object, class instance | map of its entries or own fields; what `toJSON` gives, where there is one |
 * | RegExp, URL, symbol, function | their text |
 * | a list or map below depth 64 | null, as the specification has it, and counted; what is below 30 leaves as text (`encode.ts`) |
 * | a cycle | `"[cyclic]"`; after 10,000 parts `"[truncated]"`; what throws `"[unreadable]"`: each is counted |
 */
export function toAnyValue(value: unknown): AnyValue {
  // most are plain and need neither budget nor path
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return convert(value, 1, { nodes: 0, path: new Set() });
}

function convert(value: unknown, depth: number, walk: Walk): AnyValue {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "number":
      return value;
    case "bigint":
      return BigInt.asIntN(64, value) === value ? value : value.toString();
    case "undefined":
      return null;
    case "symbol":
      return value.toString();
    case "function":
      return `[function ${nameOf(value)}]`;
    default:
      return value === null ? null : convertObject(value as object, depth, walk);
  }
}

function convertObject(value: object, depth: number, walk: Walk): AnyValue {
  if (walk.path.has(value)) return replaced("value_cyclic", "[cyclic]");
  if (++walk.nodes > maxNodes) return tooLarge("[truncated]");
  walk.path.add(value);
  try {
    return formOf(value, depth, walk);
  } catch {
    return replaced("value_unreadable", "[unreadable]");
  } finally {
    walk.path.delete(value);
  }
}

function replaced(code: string, mark: string): string {
  report(code);
  return mark;
}

/** Counts a value that was too large, and returns its replacement. */
export function tooLarge<T>(instead: T): T {
  report("value_too_large");
  return instead;
}

function formOf(value: object, depth: number, walk: Walk): AnyValue {
  if (Array.isArray(value)) return depth > maxValueDepth ? tooLarge(null) : list(value, depth, walk);
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return binary(value);
  if (types.isRegExp(value)) return String(value);
  if (types.isBoxedPrimitive(value)) return convert((value as { valueOf(): unknown }).valueOf(), depth, walk);
  if (depth > maxValueDepth) return tooLarge(null);
  if (types.isMap(value)) return entries(value, depth, walk);
  if (types.isSet(value)) return list(value, depth, walk);
  if (types.isNativeError(value) || value instanceof Error) return errorForm(value, depth, walk);
  return objectForm(value, depth, walk);
}

function objectForm(value: object, depth: number, walk: Walk): AnyValue {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") {
    const json: unknown = toJSON.call(value, "");
    if (json !== value) return convert(json, depth + 1, walk);
  }
  return fields(value, depth, walk, new Map());
}

function list(values: Iterable<unknown>, depth: number, walk: Walk): AnyValue {
  const result: AnyValue[] = [];
  for (const value of values) {
    if (++walk.nodes > maxNodes) {
      result.push(tooLarge("[truncated]"));
      break;
    }
    result.push(convert(value, depth + 1, walk));
  }
  return result;
}

function entries(map: ReadonlyMap<unknown, unknown>, depth: number, walk: Walk): AnyValue {
  const result = new Map<string, AnyValue>();
  for (const [key, value] of map) {
    if (++walk.nodes > maxNodes) {
      result.set(tooLarge("[truncated]"), true);
      break;
    }
    const name = toText(key);
    result.set(name, convert(value, depth + 1, walk));
  }
  return result;
}

function fields(value: object, depth: number, walk: Walk, result: Map<string, AnyValue>): AnyValue {
  for (const key of Object.keys(value)) {
    if (++walk.nodes > maxNodes) {
      result.set(tooLarge("[truncated]"), true);
      break;
    }
    let field: unknown;
    try {
      field = (value as Record<string, unknown>)[key];
    } catch {
      field = replaced("value_unreadable", "[unreadable]");
    }
    if (field !== undefined) result.set(key, convert(field, depth + 1, walk));
  }
  return result;
}

function errorForm(error: Error, depth: number, walk: Walk): AnyValue {
  const result = new Map<string, AnyValue>([
    ["type", error.name],
    ["message", error.message],
  ]);
  if (typeof error.stack === "string") result.set("stack", error.stack);
  if (error.cause !== undefined) result.set("cause", convert(error.cause, depth + 1, walk));
  return fields(error, depth, walk, result);
}

function binary(value: ArrayBufferView | ArrayBufferLike): AnyValue {
  if (!ArrayBuffer.isView(value)) return new Uint8Array(value).slice();
  if (
    value instanceof Uint8Array ||
    value instanceof DataView ||
    value instanceof Uint8ClampedArray ||
    value instanceof Int8Array
  ) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  }
  return Array.from(value as unknown as ArrayLike<number | bigint>).slice(0, maxNodes);
}

/** The text of any value; `"[unreadable]"` when it cannot be converted. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return String(value);
  } catch {
    return "[unreadable]";
  }
}

function nameOf(fn: { readonly name?: unknown }): string {
  try {
    return typeof fn.name === "string" && fn.name !== "" ? fn.name : "anonymous";
  } catch {
    return "anonymous";
  }
}
