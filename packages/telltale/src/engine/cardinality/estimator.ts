// How many different values there were, in one kilobyte at most: HyperLogLog with 1,024 registers and the estimator of Ertl (2017, "New
// cardinality estimation algorithms for HyperLogLog sketches"), which needs no tables and has no bias between small and large counts.
// Standard error 3.3 %; up to 16 values are counted exactly.

const precision = 10;
const registers = 1 << precision;
/** The longest run of zeros that the rest of a hash can have, plus one. */
const deepest = 32 - precision + 1;
const maxExact = 16;
const alpha = 1 / (2 * Math.LN2);

/** Counts different values by their hashes. */
export interface Estimator {
  /** Takes the hash of a value; whether the estimate may have changed. */
  add(hash: number): boolean;
  /** How many different values there were, about. */
  values(): number;
}

/** An estimator that has seen nothing. */
export function createEstimator(): Estimator {
  const exact: number[] = [];
  let dense: Uint8Array | undefined;
  let known = 0;
  let isFresh = true;

  function put(hash: number): boolean {
    const ranks = dense as Uint8Array;
    const at = hash >>> (32 - precision);
    const rank = Math.clz32((hash << precision) | (1 << (precision - 1))) + 1;
    if (rank <= (ranks[at] as number)) return false;
    ranks[at] = rank;
    isFresh = false;
    return true;
  }

  return {
    add(hash) {
      if (dense !== undefined) return put(hash);
      if (exact.includes(hash)) return false;
      exact.push(hash);
      if (exact.length <= maxExact) return true;
      dense = new Uint8Array(registers);
      for (const one of exact) put(one);
      exact.length = 0;
      return true;
    },
    values() {
      if (dense === undefined) return exact.length;
      if (!isFresh) known = Math.round(estimate(dense));
      isFresh = true;
      return known;
    },
  };
}

function estimate(ranks: Uint8Array): number {
  const counts = new Float64Array(deepest + 1);
  for (const rank of ranks) counts[rank] = (counts[rank] as number) + 1;
  let z = registers * tau(1 - (counts[deepest] as number) / registers);
  for (let rank = deepest - 1; rank >= 1; rank--) z = 0.5 * (z + (counts[rank] as number));
  z += registers * sigma((counts[0] as number) / registers);
  return (alpha * registers * registers) / z;
}

function sigma(share: number): number {
  if (share === 1) return Infinity;
  let x = share;
  let y = 1;
  let z = x;
  for (let before = -1; before !== z;) {
    before = z;
    x *= x;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let x = share;
  let y = 1;
  let z = 1 - x;
  for (let before = -1; before !== z;) {
    before = z;
    x = Math.sqrt(x);
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}

const longestHashed = 1024;
/** Tells numbers from the texts of the same digits. */
const numberSeed = 0x27d4eb2f;

/** 32 well mixed bits of a value: MurmurHash3 over its text, four characters at once. Texts of more than 1,024 characters by their ends. */
export function hashOf(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value))
    return finish(
      Math.imul(value, 0x9e3779b1) ^ Math.imul(Math.floor(value / 0x1_0000_0000), 0x85ebca77) ^ numberSeed,
    );
  const text = typeof value === "string" ? value : `${typeof value}:${textOf(value)}`;
  let hash = 0x811c9dc5 ^ text.length;
  if (text.length <= longestHashed) hash = mix(hash, text, 0, text.length);
  else hash = mix(mix(hash, text, 0, longestHashed / 2), text, text.length - longestHashed / 2, text.length);
  return finish(hash);
}

function finish(mixed: number): number {
  let hash = mixed ^ (mixed >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mix(start: number, text: string, from: number, to: number): number {
  let hash = start;
  let at = from;
  for (const end = to - 3; at < end; at += 4) {
    hash = mixWord(
      hash,
      text.charCodeAt(at) ^
        (text.charCodeAt(at + 1) << 8) ^
        (text.charCodeAt(at + 2) << 16) ^
        (text.charCodeAt(at + 3) << 24),
    );
  }
  for (; at < to; at++) hash = mixWord(hash, text.charCodeAt(at));
  return hash;
}

function mixWord(hash: number, word: number): number {
  const mixed = hash ^ Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotate(mixed, 13), 5) + 0xe6546b64) | 0;
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}

function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}
