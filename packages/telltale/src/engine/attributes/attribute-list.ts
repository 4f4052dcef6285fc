// Attributes while something is recorded: one flat array [key, value, key, value …], the last value of a key wins.
// Plain values are kept as given, others are converted at once, so a later change by the caller is not seen. Nothing is taken out
// here: that is the last step before something leaves (`redaction.ts`).
import type { AnyValue } from "otlp";
import { cutPlain, cutText } from "./cut-text.ts";
import { report } from "../diagnostics/diagnose.ts";
import { maxValueDepth, toAnyValue, tooLarge } from "./value.ts";

/** How much one span, record, event or link may hold. */
export interface AttributeLimits {
  readonly count: number;
  /** Longest text in UTF-16 units, and most bytes; Infinity for no limit. */
  readonly valueLength: number;
  /** How deep lists and maps may be in each other, the value itself being at depth 1. */
  readonly valueDepth: number;
  /** Whether a text that was cut says so: those of the size guard do, those of the specification do not. */
  readonly marksCuts?: boolean | undefined;
}

/** Everything is kept, to the depth that any value has. */
export const noLimits: AttributeLimits = {
  count: Infinity,
  valueLength: Infinity,
  valueDepth: maxValueDepth,
};

/** Keys at even, values at odd places. */
export type AttributeList = (string | AnyValue)[];

const { hasOwnProperty } = Object.prototype;

/** Adds or replaces one attribute. Returns 1 when the limit turned it away, else 0. */
export function setIn(list: AttributeList, key: string, value: unknown, limits: AttributeLimits): number {
  if (value === undefined || typeof key !== "string" || key === "") return 0;
  const kept = admit(key, value, limits);
  for (let at = 0; at < list.length; at += 2) {
    if (list[at] === key) {
      list[at + 1] = kept;
      return 0;
    }
  }
  if (list.length >= limits.count * 2) return 1;
  list.push(key, kept);
  return 0;
}

/** Adds all own fields of `attributes`. Returns how many the limit turned away. Never throws. */
export function setAllIn(list: AttributeList, attributes: object, limits: AttributeLimits): number {
  if (list.length === 0 && typeof attributes === "object") {
    try {
      return fill(list, attributes as Readonly<Record<string, unknown>>, limits);
    } catch {
      // a field that throws when read: once more, each by itself
      list.length = 0;
    }
  }
  let dropped = 0;
  for (const key of keysOf(attributes)) dropped += setIn(list, key, readOf(attributes, key), limits);
  return dropped;
}

/** Adds the own fields of `attributes` that the list has not. Returns how many the limit turned away. Never throws. */
export function addMissingIn(list: AttributeList, attributes: object, limits: AttributeLimits): number {
  const known = list.length;
  try {
    return fillBehind(list, known, attributes as Readonly<Record<string, unknown>>, limits);
  } catch {
    // a field that throws when read: once more, each by itself
    list.length = known;
    const legible: Record<string, unknown> = {};
    for (const key of keysOf(attributes)) if (key !== "__proto__") legible[key] = readOf(attributes, key);
    return fillBehind(list, known, legible, limits);
  }
}

function fillBehind(
  list: AttributeList,
  known: number,
  attributes: Readonly<Record<string, unknown>>,
  limits: AttributeLimits,
): number {
  const most = limits.count * 2;
  let dropped = 0;
  for (const key in attributes) {
    if (!hasOwnProperty.call(attributes, key) || key === "") continue;
    const value = attributes[key];
    if (value === undefined || hasKey(list, known, key)) continue;
    if (list.length >= most) dropped++;
    else list.push(key, admit(key, value, limits));
  }
  return dropped;
}

function hasKey(list: AttributeList, end: number, key: string): boolean {
  for (let at = 0; at < end; at += 2) if (list[at] === key) return true;
  return false;
}

// The fields of one object are different ones: nothing to look for in an empty list.
// `for in` with `hasOwnProperty` is what the compiler knows; by `Object.keys` every read is a look-up.
function fill(
  list: AttributeList,
  attributes: Readonly<Record<string, unknown>>,
  limits: AttributeLimits,
): number {
  const most = limits.count * 2;
  let dropped = 0;
  for (const key in attributes) {
    if (!hasOwnProperty.call(attributes, key)) continue;
    const value = attributes[key];
    if (value === undefined || key === "") continue;
    if (list.length >= most) dropped++;
    else list.push(key, admit(key, value, limits));
  }
  return dropped;
}

function admit(key: string, value: unknown, limits: AttributeLimits): AnyValue {
  if (typeof value === "string") {
    return value.length > limits.valueLength ? shorten(value, limits, key) : value;
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  return cut(toAnyValue(value), limits, key);
}

/**
 * `value` with its texts and bytes cut to length; lists and maps that stand too deep are empty values (specification: common,
 * Attribute limits). `key` is its name, for the report of a cut.
 */
export function cut(value: AnyValue, limits: AttributeLimits, key: string): AnyValue {
  const { valueLength, valueDepth } = limits;
  if (valueLength === Infinity && valueDepth >= maxValueDepth) return value;
  return fits(value, 1, limits) ? value : cutAt(value, 1, limits, key);
}

/** Whether nothing in `value` has to be cut: nearly always so, and found without a copy. */
function fits(value: AnyValue, depth: number, limits: AttributeLimits): boolean {
  if (typeof value === "string" || value instanceof Uint8Array) return value.length <= limits.valueLength;
  const isMap = value instanceof Map;
  if (!isMap && !Array.isArray(value)) return true;
  if (depth > limits.valueDepth) return false;
  for (const part of value.values()) if (!fits(part as AnyValue, depth + 1, limits)) return false;
  return true;
}

function cutAt(value: AnyValue, depth: number, limits: AttributeLimits, key: string): AnyValue {
  const { valueLength, valueDepth } = limits;
  if (typeof value === "string") return value.length > valueLength ? shorten(value, limits, key) : value;
  if (value instanceof Uint8Array)
    return value.length > valueLength ? shortenBytes(value, limits, key) : value;
  const isMap = value instanceof Map;
  if (!isMap && !Array.isArray(value)) return value;
  if (depth > valueDepth) return tooLarge(null);
  if (!isMap) return value.map((part: AnyValue) => cutAt(part, depth + 1, limits, key));
  return new Map([...value].map(([name, part]) => [name, cutAt(part, depth + 1, limits, `${key}.${name}`)]));
}

/** `text` in at most the length that `limits` allow. */
export function shorten(text: string, { valueLength, marksCuts }: AttributeLimits, key: string): string {
  return marksCuts === true ? cutText(text, valueLength, key) : cutPlain(text, valueLength, key);
}

function shortenBytes(
  bytes: Uint8Array,
  { valueLength, marksCuts }: AttributeLimits,
  key: string,
): Uint8Array {
  if (marksCuts === true) report("value_cut", `\`${key}\` has ${bytes.length} bytes`);
  return bytes.slice(0, valueLength);
}

/** Whether `value` is an object at all; anything else is counted: a text has its characters as fields. */
export function areAttributes(value: unknown): boolean {
  if (typeof value === "object") return true;
  report("attributes_invalid", `expected an object of attributes, got ${typeof value}`);
  return false;
}

/** The names of the own fields of `attributes`; none, and counted, when it is not an object or cannot be read. */
export function keysOf(attributes: object): string[] {
  if (!areAttributes(attributes)) return [];
  try {
    return Object.keys(attributes);
  } catch {
    report("value_unreadable");
    return [];
  }
}

/** The field `key` of `attributes`; `"[unreadable]"`, and counted, where it throws. */
export function readOf(attributes: object, key: string): unknown {
  try {
    return (attributes as Record<string, unknown>)[key];
  } catch {
    report("value_unreadable", key);
    return "[unreadable]";
  }
}

/** The own fields of all `parts` in one object, later ones winning. A field that cannot be read is `"[unreadable]"`. */
export function mergeAttributes(...parts: readonly (object | undefined)[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const part of parts) {
    if (part === undefined || part === null) continue;
    for (const key of keysOf(part)) merged[key] = readOf(part, key);
  }
  return merged;
}
