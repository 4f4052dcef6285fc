// Identifies the series of a point: a hash of what its metric shares and of its attributes in any order. A series is sent again with
// every report, most likely in the same bytes, so hashes are cached by these bytes.
import { randomInt } from "node:crypto";
import { type Attributes, WireAttributes } from "otlp";
import { createHasher } from "./hash.ts";

const hasher = createHasher();

/** Emptied when it has so many: then all are computed once more. Twelve megabytes are held at most. */
const maxRemembered = 262_144;

// By the hash of the attributes as they came, two words each; a slot is free when both are zero. Arrays of numbers, because a map of
// so many `bigint`s is walked by the collector each time.
let slots = 1024;
let keys = new Int32Array(slots * 2);
let values = new BigUint64Array(slots);
let remembered = 0;
const key = new Int32Array(2);
const seed = randomInt(0x7fffffff);

/** @param prefix the hash of what the points of the metric share. */
export function hashSeries(prefix: bigint, attributes: Attributes): bigint {
  if (!(attributes instanceof WireAttributes)) return hash(prefix, attributes);
  hasher.reset().int(prefix).wire(attributes).digestTo(key);
  const slot = find(key[0]!, key[1]!);
  if (keys[slot * 2] !== 0 || keys[slot * 2 + 1] !== 0) return values[slot]!;
  const series = hash(prefix, attributes);
  remember(slot, series);
  return series;
}

/** The slot of the key, or the free one where it belongs. */
function find(upper: number, lower: number): number {
  for (let slot = Math.imul(upper ^ seed, 0x9e3779b1) ^ lower; ; slot++) {
    slot &= slots - 1;
    const known = keys[slot * 2]!;
    const knownLower = keys[slot * 2 + 1]!;
    if ((known === upper && knownLower === lower) || (known === 0 && knownLower === 0)) return slot;
  }
}

function remember(slot: number, series: bigint): void {
  keys.set(key, slot * 2);
  values[slot] = series;
  remembered += 1;
  if (remembered >= maxRemembered) forget();
  else if (remembered * 2 > slots) grow();
}

function forget(): void {
  keys.fill(0);
  remembered = 0;
}

function grow(): void {
  const [oldKeys, oldValues] = [keys, values];
  slots *= 2;
  keys = new Int32Array(slots * 2);
  values = new BigUint64Array(slots);
  for (let old = 0; old < oldValues.length; old++) {
    const pair = oldKeys.subarray(old * 2, old * 2 + 2);
    if (pair[0] === 0 && pair[1] === 0) continue;
    const slot = find(pair[0]!, pair[1]!);
    keys.set(pair, slot * 2);
    values[slot] = oldValues[old]!;
  }
}

function hash(prefix: bigint, attributes: Attributes): bigint {
  return hasher.reset().int(prefix).attributes(attributes).digest();
}
