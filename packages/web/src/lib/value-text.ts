// Attribute values as one line of text, whatever type they were sent with.
import type { TypedValue } from "contract";

/** `value` as text: strings without quotes, bytes as `base64:…`, everything else as JSON; an empty value gives empty text. */
export function valueText(value: TypedValue): string {
  switch (value.type) {
    case "string":
    case "int":
      return value.value;
    case "double":
    case "bool":
      return String(value.value);
    case "bytes":
      return `base64:${value.value}`;
    case "empty":
      return "";
    default:
      return JSON.stringify(plain(value));
  }
}

/** The value as plain JSON, for nested ones and for copies. int64 beyond 2^53 stays text. */
function plain(value: TypedValue): unknown {
  switch (value.type) {
    case "array":
      return value.value.map(plain);
    case "map":
      return Object.fromEntries(Object.entries(value.value).map(([key, one]) => [key, plain(one)]));
    case "int":
      return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : value.value;
    default:
      return value.value;
  }
}
