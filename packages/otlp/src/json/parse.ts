// Parses JSON text to an object. Integers too long for a double are quoted first: every integer field accepts strings.
import { OtlpError } from "../error.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Sixteen digits at the start of a value: possibly an integer beyond 2^53, possibly the text of a string. */
const LONG_INTEGER = /[:[,]\s*-?\d{16}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** @throws {OtlpError} `OTLP_JSON` when `text` is not a JSON object. */
export function parseObject(text: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(LONG_INTEGER.test(text) ? quoteLongIntegers(text) : text);
  } catch (cause) {
    throw new OtlpError("OTLP_JSON", `Cannot decode the message: it is not JSON (${reason(cause)}).`, {
      cause,
    });
  }
  if (!isObject(parsed)) {
    throw new OtlpError("OTLP_JSON", "Cannot decode the message: expected a JSON object in curly braces.");
  }
  return parsed;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Quotes whole numbers of 16 digits and more. Text inside strings stays as it is. */
function quoteLongIntegers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const end = endOfNumber(text, at);
      if (end - at >= 16 && isWhole(text, at, end)) {
        parts.push(text.slice(copied, at), `"${text.slice(at, end)}"`);
        copied = end;
      }
      at = end;
    } else {
      at++;
    }
  }
  parts.push(text.slice(copied));
  return parts.join("");
}

/** The index after the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    at += code === 0x5c ? 2 : 1;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  NUMBER.lastIndex = start;
  return NUMBER.test(text) ? NUMBER.lastIndex : start + 1;
}

function isWhole(text: string, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
