// The state of a 64-bit hash and the words that are mixed into it: two 32-bit lanes that change each other with every word, after
// MurmurHash3's 128-bit variant for 32-bit machines. Not for secrets. Among a million values the chance of any collision is 1 in 37 million.

export interface HashState {
  a: number;
  b: number;
  /** How many words were mixed in. */
  words: number;
}

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

export function createHashState(): HashState {
  return { a: 0, b: 0, words: 0 };
}

export function mix(state: HashState, word: number): void {
  let { a, b } = state;
  let k = Math.imul(word, 0x239b961b);
  k = Math.imul((k << 15) | (k >>> 17), 0xab0e9789);
  a ^= k;
  a = (((a << 19) | (a >>> 13)) + b) | 0;
  a = (Math.imul(a, 5) + 0x561ccd1b) | 0;
  k = Math.imul(word, 0xab0e9789);
  k = Math.imul((k << 16) | (k >>> 16), 0x38b34ae5);
  b ^= k;
  b = (((b << 17) | (b >>> 15)) + a) | 0;
  b = (Math.imul(b, 5) + 0x0bcaa747) | 0;
  state.a = a;
  state.b = b;
  state.words++;
}

/** UTF-16 code units, two in a word. */
export function mixText(state: HashState, text: string): void {
  const length = text.length;
  mix(state, length);
  let at = 0;
  for (; at + 1 < length; at += 2) mix(state, text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16));
  if (at < length) mix(state, text.charCodeAt(at));
}

export function mixUtf8(state: HashState, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  mixBytes(state, bytes, 0, bytes.length);
}

export function mixBytes(state: HashState, bytes: Uint8Array, start: number, length: number): void {
  mix(state, length);
  const end = start + length;
  let at = start;
  for (; at + 3 < end; at += 4)
    mix(state, bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
  for (; at < end; at++) mix(state, bytes[at]!);
}

export function mixInt(state: HashState, value: bigint): void {
  mix(state, Number(BigInt.asIntN(32, value)));
  mix(state, Number(BigInt.asIntN(32, value >> 32n)));
}

export function mixDouble(state: HashState, value: number): void {
  scratch.setFloat64(0, value);
  mix(state, scratch.getInt32(0));
  mix(state, scratch.getInt32(4));
}

/** The eight bytes of OTLP, little-endian. */
export function mixWireDouble(state: HashState, value: number): void {
  scratch.setFloat64(0, value, true);
  mixBytes(state, scratchBytes, 0, 8);
}

/** Ends the hash: `a` and `b` are its upper and lower half. */
export function finish(state: HashState): void {
  let a = state.a ^ state.words;
  let b = state.b ^ state.words;
  a = (a + b) | 0;
  b = (b + a) | 0;
  a = avalanche(a);
  b = avalanche(b);
  state.a = (a + b) | 0;
  state.b = (b + state.a) | 0;
}

function avalanche(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
