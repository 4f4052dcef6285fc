// A filter of ids, two bytes each: it answers "certainly not added" or "probably added". When it is full, about one in ten thousand
// other ids counts as added. Sixteen times smaller than the ids themselves, so it remembers for longer.
import { hashId } from "./id-set.ts";

/** `hash` is that of `hashId`, as for sets. */
export interface IdFilter {
  readonly size: number;
  /** False means that the id was never added. */
  has(key: Uint32Array, hash?: number): boolean;
  /** Adds the id; returns false when it was there, probably. */
  add(key: Uint32Array, hash?: number): boolean;
  clear(): void;
}

/**
 * Makes an empty filter.
 *
 * @param width 32-bit words of an id.
 * @param maxIds how many may be added; three bytes are held for each.
 */
export function createIdFilter(width: number, maxIds: number): IdFilter {
  const prints = new Uint16Array(2 ** Math.ceil(Math.log2(maxIds * 1.5)));
  const mask = prints.length - 1;
  let size = 0;

  /** The slot where the print is, or the free one where it belongs. */
  function find(print: number, hash: number): number {
    let slot = hash & mask;
    while (prints[slot] !== 0 && prints[slot] !== print) slot = (slot + 1) & mask;
    return slot;
  }

  return {
    get size() {
      return size;
    },
    has: (key, hash = hashId(key, width)) => size > 0 && prints[find(printOf(key, width), hash)] !== 0,
    add(key, hash = hashId(key, width)) {
      const print = printOf(key, width);
      const slot = find(print, hash);
      if (prints[slot] !== 0) return false;
      prints[slot] = print;
      size += 1;
      return true;
    },
    clear() {
      if (size > 0) prints.fill(0);
      size = 0;
    },
  };
}

/** Sixteen bits that have nothing to do with the hash, never 0: that is a free slot. */
function printOf(key: Uint32Array, width: number): number {
  let value = 0;
  for (let word = 0; word < width; word++) value = Math.imul(value ^ key[word]!, 0xc2b2ae35) ^ (value >>> 13);
  return value >>> 16 || 1;
}
