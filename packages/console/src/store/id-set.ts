// A set of ids of a fixed width, in two arrays: a JavaScript `Set` of texts would take four times the memory and work for the
// collector. The hash starts from a random number, so nobody can send ids that all fall on one place.
import { randomInt } from "node:crypto";

export interface IdSet {
  readonly size: number;
  /** Whether the id whose words are in `key` is there. */
  has(key: Uint32Array): boolean;
  /** Adds the id; returns false when it was there. */
  add(key: Uint32Array): boolean;
  /** Adds all ids of this set to `target`. */
  copyTo(target: { add(key: Uint32Array): unknown }): void;
  clear(): void;
}

const seed = randomInt(0x7fffffff);

/** @param width 32-bit words of an id. */
export function createIdSet(width: number): IdSet {
  let slots = new Int32Array(256);
  let ids = new Uint32Array(128 * width);
  let size = 0;

  /** The slot of the id, or the free one where it belongs. */
  function find(key: Uint32Array): number {
    const mask = slots.length - 1;
    for (let slot = hash(key, width) & mask; ; slot = (slot + 1) & mask) {
      const place = slots[slot]! - 1;
      if (place < 0 || isAt(place * width, key)) return slot;
    }
  }

  function isAt(start: number, key: Uint32Array): boolean {
    for (let word = 0; word < width; word++) {
      if (ids[start + word] !== key[word]) return false;
    }
    return true;
  }

  function grow(): void {
    const larger = new Uint32Array(ids.length * 2);
    larger.set(ids);
    ids = larger;
    slots = new Int32Array(slots.length * 2);
    for (let place = 0; place < size; place++) {
      slots[find(ids.subarray(place * width, (place + 1) * width))] = place + 1;
    }
  }

  return {
    get size() {
      return size;
    },
    has: (key) => slots[find(key)] !== 0,
    add(key) {
      const slot = find(key);
      if (slots[slot] !== 0) return false;
      ids.set(width === key.length ? key : key.subarray(0, width), size * width);
      size += 1;
      slots[slot] = size;
      if (size * width === ids.length) grow();
      return true;
    },
    copyTo(target) {
      for (let place = 0; place < size; place++) target.add(ids.subarray(place * width, (place + 1) * width));
    },
    clear() {
      slots.fill(0);
      size = 0;
    },
  };
}

function hash(key: Uint32Array, width: number): number {
  let value = seed;
  for (let word = 0; word < width; word++) {
    value = Math.imul(value ^ key[word]!, 0x9e3779b1);
    value ^= value >>> 15;
  }
  value = Math.imul(value, 0x85ebca6b);
  return value ^ (value >>> 13);
}
