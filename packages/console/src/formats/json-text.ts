// Checks untrusted JSON before it is parsed. A few characters can take a hundred times their size in memory, and nesting can be
// as deep as the body is long: one pass over the bytes checks both.
import { ProblemError } from "../problem/problem.ts";

/** Attribute values may be nested 64 deep, of which each takes three levels of JSON. */
const maxDepth = 256;

/** Bytes of memory for each byte of text: what real messages need a fifth of. */
const maxMemoryPerByte = 12;
const freeMemory = 1024 * 1024;
const maxMemory = 320 * 1024 * 1024;
const cost = { container: 56, item: 16 } as const;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Untrusted bytes as text that may be parsed. @throws {ProblemError} when it is not UTF-8, too deep, or holds too much of nothing. */
export function readJsonText(body: Uint8Array): string {
  judge(body);
  try {
    return decoder.decode(body);
  } catch (cause) {
    throw new ProblemError("FORMAT_INVALID", "Cannot read the JSON: it is not UTF-8.", "", { cause });
  }
}

function judge(body: Uint8Array): void {
  let depth = 0;
  let memory = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (byte === 0x22) {
      at = endOfString(body, at);
    } else if (byte === 0x7b || byte === 0x5b) {
      memory += cost.container;
      if (++depth > maxDepth)
        throw new ProblemError(
          "FORMAT_INVALID",
          `Cannot read the JSON: it is nested deeper than ${maxDepth} levels.`,
        );
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (byte === 0x2c) {
      memory += cost.item;
    }
  }
  if (memory > Math.min(freeMemory + body.length * maxMemoryPerByte, maxMemory)) {
    throw new ProblemError(
      "FORMAT_INVALID",
      `Cannot read the JSON: it holds so many empty or tiny elements that it would take more than ${maxMemoryPerByte} times its own size in memory, or more than ${maxMemory} bytes; send fewer elements in one request.`,
    );
  }
}

/** Where the string that opens at `start` closes. */
function endOfString(body: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== 0x22) at += body[at] === 0x5c ? 2 : 1;
  return at;
}
