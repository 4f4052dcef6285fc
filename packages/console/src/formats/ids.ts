// Ids as other systems write them, to the 16 and 8 bytes of OTLP.
import { hash } from "node:crypto";
import { ProblemError } from "../problem/problem.ts";

const noId = new Uint8Array(0);

/** Hex of up to 32 digits, padded with zeros on the left. @throws {ProblemError} when it is not hex. */
export function traceIdOf(hex: string): Uint8Array {
  return idOf(hex, 32, "trace id");
}

/** Hex of up to 16 digits, padded with zeros on the left. @throws {ProblemError} when it is not hex. */
export function spanIdOf(hex: string): Uint8Array {
  return idOf(hex, 16, "span id");
}

/** As {@link traceIdOf}; an invalid id has no bytes, and its span is rejected when rows are made. */
export function traceIdOrNone(hex: string): Uint8Array {
  return isHex(hex, 32) ? traceIdOf(hex) : noId;
}

/** As {@link spanIdOf}, without an error. */
export function spanIdOrNone(hex: string): Uint8Array {
  return isHex(hex, 16) ? spanIdOf(hex) : noId;
}

/** An id that follows from `parts` alone, so that importing the same file again gives the same id. */
export function derivedId(bytes: 8 | 16, ...parts: readonly string[]): Uint8Array {
  return new Uint8Array(hash("sha256", parts.join("\0"), "buffer").subarray(0, bytes));
}

function idOf(hex: string, digits: number, what: string): Uint8Array {
  if (!isHex(hex, digits)) {
    throw new ProblemError(
      "FORMAT_INVALID",
      `Cannot read the ${what} \`${hex}\`: expected up to ${digits} hex digits.`,
    );
  }
  return new Uint8Array(Buffer.from(hex.padStart(digits, "0"), "hex"));
}

function isHex(text: string, digits: number): boolean {
  return text.length <= digits && /^[0-9a-f]+$/i.test(text);
}
