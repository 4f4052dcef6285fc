// Values, attributes and lengths of time as a person reads them.
import type { PlainAttributes, PlainValue } from "../export/read-batch.ts";

const maxText = 100;

/** `value` in one line: text in quotes, cut where it is long. */
export function showValue(value: unknown): string {
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (value instanceof RegExp) return oneLine(String(value));
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (typeof value === "function") return value.name === "" ? "<a function>" : `<${value.name}>`;
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "bigint" ? Number(part) : part,
  ) as string | undefined;
  return oneLine(text ?? String(value));
}

/** `attributes` in braces; an empty text for none. */
export function showAttributes(attributes: PlainAttributes): string {
  const parts = Object.entries(attributes).map(
    ([key, value]: [string, PlainValue]) => `${key}: ${showValue(value)}`,
  );
  return parts.length === 0 ? "" : `{ ${parts.join(", ")} }`;
}

/** A length of time in the unit that gives one to four digits before the point. */
export function showMs(ms: number): string {
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${ms.toFixed(1)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/** `text`, cut where it is too long for a line. */
function cut(text: string): string {
  return text.length <= maxText ? text : `${text.slice(0, maxText - 1)}…`;
}

/** `text` in one line that moves no cursor and changes no colour: control characters are written out, and it is cut. */
export function oneLine(text: string): string {
  return cut(text.replace(/[\p{Cc}\u2028\u2029]/gu, writtenOut));
}

function writtenOut(character: string): string {
  if (character === "\n") return "\\n";
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
