// Numbers for texts that repeat as bytes: looked up by the bytes, so that they become a string only the first time.
// The hash starts from a random number, so a sender cannot send texts that all fall into one bucket.
import { randomInt } from "node:crypto";

export interface TextNumbers {
  /** How many there are; numbers count from 0. */
  readonly size: number;
  /**
   * The number of the text in `bytes`. Invalid UTF-8 becomes U+FFFD, so texts that are then equal have one number.
   *
   * @param guess the number it probably has, which is looked at first.
   */
  of(bytes: Uint8Array, start: number, length: number, guess?: number): number;
  text(number: number): string;
}

const seed = randomInt(0x7fffffff);

/** @param first texts that have the first numbers. */
export function createTextNumbers(first: readonly string[] = []): TextNumbers {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  /** What was looked up, with its number: several spellings of invalid UTF-8 may have the same. */
  const spellings: { readonly bytes: Uint8Array; readonly number: number }[] = [];
  /** By number: the spelling that was seen first. */
  const usual: Uint8Array[] = [];
  let slots = new Int32Array(64);

  function numberOf(text: string): number {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, texts.length);
    return texts.push(text) - 1;
  }

  function find(bytes: Uint8Array, start: number, length: number): number {
    const mask = slots.length - 1;
    for (let slot = hash(bytes, start, length) & mask; ; slot = (slot + 1) & mask) {
      const spelling = slots[slot]! - 1;
      if (spelling < 0 || isEqual(spellings[spelling]!.bytes, bytes, start, length)) return slot;
    }
  }

  function learn(slot: number, bytes: Uint8Array, start: number, length: number): number {
    const own = Buffer.from(bytes.subarray(start, start + length));
    const number = numberOf(own.toString("utf8"));
    slots[slot] = spellings.push({ bytes: own, number });
    usual[number] ??= own;
    if (spellings.length * 2 > slots.length) grow();
    return number;
  }

  function grow(): void {
    slots = new Int32Array(slots.length * 2);
    for (const [index, { bytes }] of spellings.entries()) slots[find(bytes, 0, bytes.length)] = index + 1;
  }

  for (const text of first) numberOf(text);
  return {
    get size() {
      return texts.length;
    },
    of(bytes, start, length, guess = 0) {
      const likely = usual[guess];
      if (likely !== undefined && isEqual(likely, bytes, start, length)) return guess;
      const slot = find(bytes, start, length);
      const spelling = slots[slot]! - 1;
      return spelling < 0 ? learn(slot, bytes, start, length) : spellings[spelling]!.number;
    },
    text: (number) => texts[number]!,
  };
}

function hash(bytes: Uint8Array, start: number, length: number): number {
  let value = seed ^ length;
  for (let at = start; at < start + length; at++) value = Math.imul(value ^ bytes[at]!, 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x85ebca6b);
  return value ^ (value >>> 13);
}

function isEqual(own: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (own.length !== length) return false;
  for (let at = 0; at < length; at++) {
    if (own[at] !== bytes[start + at]) return false;
  }
  return true;
}
