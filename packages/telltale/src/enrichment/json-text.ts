// Maps and mixed lists as JSON texts, for backends that know texts, numbers and truths only.
import type { AnyValue } from "otlp";
import { toJsonForm } from "../engine/json-form.ts";
import { leavingValue } from "../engine/redaction.ts";

/**
 * `value` as a JSON text where it is a map, or a list of anything but values of one plain kind; itself where it is not.
 *
 * Secrets are taken out before: their names are no names any more once they stand in a text.
 */
export function toJsonText(key: string, value: AnyValue): AnyValue {
  if (!isComplex(value)) return value;
  const leaving = leavingValue(value, key);
  return leaving === undefined ? "" : (JSON.stringify(toJsonForm(leaving)) ?? "");
}

function isComplex(value: AnyValue): boolean {
  if (value instanceof Map) return true;
  if (!Array.isArray(value)) return false;
  const [first] = value as readonly AnyValue[];
  const kind = typeof first;
  for (const one of value as readonly AnyValue[])
    if (one === null || typeof one === "object" || typeof one !== kind) return true;
  return false;
}
