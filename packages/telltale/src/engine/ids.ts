// Trace and span ids as 32-bit words out of a pre-filled random pool; hexadecimal text only when somebody asks.
// Making hex first costs about 0.9 µs a span, the largest single effect that was measured.
import { randomFillSync } from "node:crypto";

const pool = new Int32Array(2048);
let next = pool.length;

/** One random 32-bit word, signed. */
export function randomWord(): number {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  return pool[next++] as number;
}

const hexOf: string[] = Array.from({ length: 65536 }, (_, value) => value.toString(16).padStart(4, "0"));

/** The eight hex digits of a word. */
export function wordToHex(word: number): string {
  return (hexOf[word >>> 16] as string) + (hexOf[word & 0xffff] as string);
}

/** The word of eight hex digits at `offset`; the text must have been checked. */
export function hexToWord(text: string, offset: number): number {
  let word = 0;
  for (let at = offset; at < offset + 8; at++) {
    const code = text.charCodeAt(at);
    // digits are below "A"; bit 5 makes capitals small
    word = (word << 4) | (code < 0x41 ? code - 0x30 : (code | 0x20) - 0x57);
  }
  return word;
}
