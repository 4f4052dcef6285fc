// A hash set of ids of a fixed width, in typed arrays: a JavaScript `Set` of strings would take four times the memory, and time of the
// garbage collector. The hash starts from a random number, so a sender cannot choose ids that all collide.
import { randomInt } from "node:crypto";

/** `hash` is always the result of `hashId`; a caller that asks several sets computes it once. */
export interface IdSet {
  readonly size: number;
  /** Whether the id whose words are in `key` is there. */
  has(key: Uint32Array, hash?: number): boolean;
  /** Adds the id; returns false when it was there. */
  add(key: Uint32Array, hash?: number): boolean;
  /** Adds all ids of this set to `target`. The words are overwritten by the next one. */
  copyTo(target: { add(key: Uint32Array, hash: number): unknown }): void;
  clear(): void;
}

const seed = randomInt(0x7fffffff);

/** @param width 32-bit words of an id. */
export function createIdSet(width: number): IdSet {
  let slots = new Int32Array(256);
  let ids = new Uint32Array(128 * width);
  /** Of each id, so that growing does not compute it again. */
  let hashes = new Int32Array(128);
  let size = 0;
  const copied = new Uint32Array(width);

  /** The slot of the id, or the free one where it belongs. */
  function find(key: Uint32Array, hash: number): number {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1;
      if (index < 0 || (hashes[index] === hash && isAt(index * width, key))) return slot;
    }
  }

  function isAt(start: number, key: Uint32Array): boolean {
    for (let word = 0; word < width; word++) {
      if (ids[start + word] !== key[word]) return false;
    }
    return true;
  }

  function grow(): void {
    const [largerIds, largerHashes] = [new Uint32Array(ids.length * 2), new Int32Array(hashes.length * 2)];
    largerIds.set(ids);
    largerHashes.set(hashes);
    ids = largerIds;
    hashes = largerHashes;
    slots = indexSlots(hashes, size, slots.length * 2);
  }

  return {
    get size() {
      return size;
    },
    has: (key, hash = hashId(key, width)) => size > 0 && slots[find(key, hash)] !== 0,
    add(key, hash = hashId(key, width)) {
      const slot = find(key, hash);
      if (slots[slot] !== 0) return false;
      for (let word = 0, at = size * width; word < width; word++) ids[at + word] = key[word]!;
      hashes[size] = hash;
      size += 1;
      slots[slot] = size;
      if (size === hashes.length) grow();
      return true;
    },
    copyTo(target) {
      for (let index = 0; index < size; index++) {
        for (let word = 0; word < width; word++) copied[word] = ids[index * width + word]!;
        target.add(copied, hashes[index]!);
      }
    },
    clear() {
      slots.fill(0);
      size = 0;
    },
  };
}

/** The slots of a set that holds ids with the first `size` of `hashes`. */
function indexSlots(hashes: Int32Array, size: number, length: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(length);
  const mask = length - 1;
  for (let index = 0; index < size; index++) {
    let slot = hashes[index]! & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = index + 1;
  }
  return slots;
}

/** The hash of the id whose words are in `key`, for sets of that width. */
export function hashId(key: Uint32Array, width: number): number {
  let value = seed;
  for (let word = 0; word < width; word++) {
    value = Math.imul(value ^ key[word]!, 0x9e3779b1);
    value ^= value >>> 15;
  }
  value = Math.imul(value, 0x85ebca6b);
  return (value ^ (value >>> 13)) | 0;
}
