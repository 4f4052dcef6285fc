// How much context attributes may be: they are on every span and record inside, so one large value is sent a thousand times.
import type { AnyValue } from "otlp";
import type { AttributeList } from "../attributes/attribute-list.ts";
import { cutPlain } from "../attributes/cut-text.ts";
import { report } from "../diagnostics/diagnose.ts";

const maxCount = 64;
const maxKeyLength = 256;
const maxValueLength = 1024;
const maxTotalLength = 8192;

/**
 * Brings `list`, and `values` with it, within the limits: 64 attributes, 1,024 characters a value, 8,192 in all.
 *
 * A longer text is cut, a larger object and what comes too late is left out; each is counted, as `context_value_cut` and
 * `context_attribute_dropped`.
 */
export function fitContext(list: AttributeList, values: Record<string, unknown>): void {
  let total = 0;
  for (let at = 0; at < list.length; at += 2) {
    const value = list[at + 1] as AnyValue;
    const length = typeof value === "string" ? value.length : typeof value === "object" ? sizeOf(value) : 8;
    total += (list[at] as string).length + length;
    if (length > maxValueLength || (list[at] as string).length > maxKeyLength) {
      fitSlowly(list, values);
      return;
    }
  }
  if (total > maxTotalLength || list.length > maxCount * 2) fitSlowly(list, values);
}

function fitSlowly(list: AttributeList, values: Record<string, unknown>): void {
  let total = 0;
  let to = 0;
  for (let at = 0; at < list.length; at += 2) {
    const key = list[at] as string;
    const value = cut(key, list[at + 1] as AnyValue, values);
    const length = key.length + sizeOf(value);
    const fits =
      to < maxCount * 2 &&
      key.length <= maxKeyLength &&
      sizeOf(value) <= maxValueLength &&
      total + length <= maxTotalLength;
    if (!fits) {
      delete values[key];
      report("context_attribute_dropped", `\`${key.slice(0, 64)}\` is too large or one too many`);
      continue;
    }
    total += length;
    list[to] = key;
    list[to + 1] = value;
    to += 2;
  }
  list.length = to;
}

function cut(key: string, value: AnyValue, values: Record<string, unknown>): AnyValue {
  if (typeof value !== "string" || value.length <= maxValueLength) return value;
  report("context_value_cut", `\`${key.slice(0, 64)}\` has ${value.length} characters`);
  const short = cutPlain(value, maxValueLength, key);
  values[key] = short;
  return short;
}

/** About how many characters a value takes; stops counting where it is too much anyway. */
function sizeOf(value: AnyValue): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (value instanceof Uint8Array) return value.length;
  let size = 0;
  if (Array.isArray(value)) {
    for (const part of value as readonly AnyValue[]) if ((size += sizeOf(part) + 2) > maxValueLength) break;
    return size;
  }
  for (const [key, part] of value as ReadonlyMap<string, AnyValue>)
    if ((size += key.length + sizeOf(part) + 2) > maxValueLength) break;
  return size;
}
