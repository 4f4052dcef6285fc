// A fast 64-bit hash for resources, series and log identities: two 32-bit lanes that mix into each other with every word, built
// after MurmurHash3's 128-bit variant for 32-bit machines. Not for secrets. Among a million values the chance that any two meet is 1 in 37 million.
import { type AnyValue, WIRE_KIND, WIRE_WORDS, WireAttributes } from "otlp";

/** Takes values one after the other; what was taken, and in which order, decides the result. */
export interface Hasher {
  reset(): Hasher;
  /** One 32-bit word. */
  word(value: number): Hasher;
  text(value: string): Hasher;
  int(value: bigint): Hasher;
  double(value: number): Hasher;
  bytes(value: Uint8Array): Hasher;
  value(value: AnyValue): Hasher;
  /** Attributes in any order give the same hash. */
  attributes(value: ReadonlyMap<string, AnyValue>): Hasher;
  /** Attributes as they came, in their order: costs less, and tells only whether the same is sent again. */
  wire(value: WireAttributes): Hasher;
  /** Attributes in any order and however they were sent: as bytes, as JSON, out of an export. */
  record(value: ReadonlyMap<string, AnyValue>): Hasher;
  digest(): bigint;
  /** The same in two words, without making a `bigint`: upper half, lower half. */
  digestTo(words: Int32Array): void;
}

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

/** Makes a hasher. It may be used again after `reset`; it must not be shared by two computations at once. */
export function createHasher(): Hasher {
  let a = 0;
  let b = 0;
  let words = 0;

  function mix(word: number): void {
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
    words++;
  }

  function mixText(text: string): void {
    const length = text.length;
    mix(length);
    let at = 0;
    for (; at + 1 < length; at += 2) mix(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16));
    if (at < length) mix(text.charCodeAt(at));
  }

  function mixBytes(bytes: Uint8Array, start: number, length: number): void {
    mix(length);
    const end = start + length;
    let at = start;
    for (; at + 3 < end; at += 4)
      mix(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    for (; at < end; at++) mix(bytes[at]!);
  }

  function mixWire({ tape, from, to }: WireAttributes): void {
    const { bytes, words: noted } = tape;
    mix(to - from);
    for (let at = from; at < to; at += WIRE_WORDS) {
      mixBytes(bytes, noted[at]!, noted[at + 1]!);
      const kind = noted[at + 2]!;
      mix(kind);
      const value = noted[at + 3]!;
      if (kind === WIRE_KIND.string) {
        mixBytes(bytes, value, noted[at + 4]!);
      } else if (kind === WIRE_KIND.int) {
        mix(value);
        mix(noted[at + 4]!);
      } else if (kind === WIRE_KIND.bool) {
        mix(value);
      } else if (kind === WIRE_KIND.double) {
        mixBytes(bytes, value, 8);
      } else {
        mixValue(tape.valueAt(at));
      }
    }
  }

  function mixInt(value: bigint): void {
    mix(Number(BigInt.asIntN(32, value)));
    mix(Number(BigInt.asIntN(32, value >> 32n)));
  }

  function mixDouble(value: number): void {
    scratch.setFloat64(0, value);
    mix(scratch.getInt32(0));
    mix(scratch.getInt32(4));
  }

  // Each kind begins with a word of its own, so that "1", 1n, 1 and true differ.
  function mixValue(value: AnyValue): void {
    if (typeof value === "string") {
      mix(1);
      mixText(value);
    } else if (typeof value === "bigint") {
      mix(2);
      mixInt(value);
    } else if (typeof value === "number") {
      mix(3);
      mixDouble(value);
    } else if (typeof value === "boolean") {
      mix(value ? 4 : 5);
    } else if (value === null) {
      mix(6);
    } else if (value instanceof Uint8Array) {
      mix(7);
      mixBytes(value, 0, value.length);
    } else if (value instanceof Map) {
      mix(8);
      mixAttributes(value);
    } else {
      const items = value as readonly AnyValue[];
      mix(9);
      mix(items.length);
      for (const item of items) mixValue(item);
    }
  }

  /** Hashes each pair from zero and adds the results, so that the order of keys has no say. */
  function mixAttributes(map: ReadonlyMap<string, AnyValue>): void {
    const outerA = a;
    const outerB = b;
    const outerWords = words;
    let sumA = 0;
    let sumB = 0;
    for (const [key, value] of map) {
      a = 0x2c1b3c6d;
      b = 0x297a2d39;
      words = 0;
      mixText(key);
      mixValue(value);
      finish();
      sumA = (sumA + a) | 0;
      sumB = (sumB + b) | 0;
    }
    a = outerA;
    b = outerB;
    words = outerWords;
    mix(map.size);
    mix(sumA);
    mix(sumB);
  }

  /** The same for what is on the wire and for what is a map: strings by their bytes, keys in any order. */
  function mixRecord(map: ReadonlyMap<string, AnyValue>): void {
    const outerA = a;
    const outerB = b;
    const outerWords = words;
    let count = 0;
    let sumA = 0;
    let sumB = 0;
    function add(): void {
      finish();
      count++;
      sumA = (sumA + a) | 0;
      sumB = (sumB + b) | 0;
    }
    function begin(): void {
      a = 0x2c1b3c6d;
      b = 0x297a2d39;
      words = 0;
    }
    if (map instanceof WireAttributes) {
      for (let at = map.from; at < map.to; at += WIRE_WORDS) {
        begin();
        mixTaped(map, at);
        add();
      }
    } else {
      for (const [key, value] of map) {
        begin();
        mixUtf8(key);
        mixPlain(value);
        add();
      }
    }
    a = outerA;
    b = outerB;
    words = outerWords;
    mix(count);
    mix(sumA);
    mix(sumB);
  }

  function mixTaped({ tape }: WireAttributes, at: number): void {
    const { bytes, words: noted } = tape;
    mixBytes(bytes, noted[at]!, noted[at + 1]!);
    const kind = noted[at + 2]!;
    mix(kind);
    const value = noted[at + 3]!;
    if (kind === WIRE_KIND.string) {
      mixBytes(bytes, value, noted[at + 4]!);
    } else if (kind === WIRE_KIND.int) {
      mix(value);
      mix(noted[at + 4]!);
    } else if (kind === WIRE_KIND.bool) {
      mix(value);
    } else if (kind === WIRE_KIND.double) {
      mixBytes(bytes, value, 8);
    } else if (kind === WIRE_KIND.other) {
      mixValue(tape.valueAt(at));
    }
  }

  function mixPlain(value: AnyValue): void {
    if (typeof value === "string") {
      mix(WIRE_KIND.string);
      mixUtf8(value);
    } else if (typeof value === "bigint") {
      mix(WIRE_KIND.int);
      mixInt(value);
    } else if (typeof value === "boolean") {
      mix(WIRE_KIND.bool);
      mix(value ? 1 : 0);
    } else if (typeof value === "number") {
      mix(WIRE_KIND.double);
      scratch.setFloat64(0, value, true);
      mixBytes(scratchBytes, 0, 8);
    } else if (value === null) {
      mix(0);
    } else {
      mix(WIRE_KIND.other);
      mixValue(value);
    }
  }

  function mixUtf8(text: string): void {
    const bytes = Buffer.from(text, "utf8");
    mixBytes(bytes, 0, bytes.length);
  }

  function finish(): void {
    a ^= words;
    b ^= words;
    a = (a + b) | 0;
    b = (b + a) | 0;
    a = avalanche(a);
    b = avalanche(b);
    a = (a + b) | 0;
    b = (b + a) | 0;
  }

  const hasher: Hasher = {
    reset() {
      a = 0;
      b = 0;
      words = 0;
      return hasher;
    },
    word(value) {
      mix(value);
      return hasher;
    },
    text(value) {
      mixText(value);
      return hasher;
    },
    int(value) {
      mixInt(value);
      return hasher;
    },
    double(value) {
      mixDouble(value);
      return hasher;
    },
    bytes(value) {
      mixBytes(value, 0, value.length);
      return hasher;
    },
    value(value) {
      mixValue(value);
      return hasher;
    },
    attributes(value) {
      mixAttributes(value);
      return hasher;
    },
    wire(value) {
      mixWire(value);
      return hasher;
    },
    record(value) {
      mixRecord(value);
      return hasher;
    },
    digest() {
      finish();
      return (BigInt(a >>> 0) << 32n) | BigInt(b >>> 0);
    },
    digestTo(target) {
      finish();
      target[0] = a;
      target[1] = b;
    },
  };
  return hasher;
}

function avalanche(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
