// How attribute values are mixed into a hash: decoded ones, ones on the wire, and both so that they give the same hash.
import { type AnyValue, WIRE_KIND, WIRE_WORDS, WireAttributes } from "otlp";
import {
  createHashState,
  finish,
  type HashState,
  mix,
  mixBytes,
  mixDouble,
  mixInt,
  mixText,
  mixUtf8,
  mixWireDouble,
} from "./hash-words.ts";

/** Each type begins with a word of its own, so that "1", 1n, 1 and true differ. */
export function mixValue(state: HashState, value: AnyValue): void {
  if (typeof value === "string") {
    mix(state, 1);
    mixText(state, value);
  } else if (typeof value === "bigint") {
    mix(state, 2);
    mixInt(state, value);
  } else if (typeof value === "number") {
    mix(state, 3);
    mixDouble(state, value);
  } else if (typeof value === "boolean") {
    mix(state, value ? 4 : 5);
  } else if (value === null) {
    mix(state, 6);
  } else if (value instanceof Uint8Array) {
    mix(state, 7);
    mixBytes(state, value, 0, value.length);
  } else if (value instanceof Map) {
    mix(state, 8);
    mixAttributes(state, value);
  } else {
    const items = value as readonly AnyValue[];
    mix(state, 9);
    mix(state, items.length);
    for (const item of items) mixValue(state, item);
  }
}

/** Hashes each pair by itself and adds the results, so that the order of keys does not matter. */
export function mixAttributes(state: HashState, map: ReadonlyMap<string, AnyValue>): void {
  const pair = createHashState();
  let sumA = 0;
  let sumB = 0;
  for (const [key, value] of map) {
    beginPair(pair);
    mixText(pair, key);
    mixValue(pair, value);
    finish(pair);
    sumA = (sumA + pair.a) | 0;
    sumB = (sumB + pair.b) | 0;
  }
  mix(state, map.size);
  mix(state, sumA);
  mix(state, sumB);
}

/** Attributes on the wire, in their order. */
export function mixWire(state: HashState, attributes: WireAttributes): void {
  const { tape, from, to } = attributes;
  mix(state, to - from);
  for (let at = from; at < to; at += WIRE_WORDS) mixWirePair(state, tape, at);
}

/** The same hash for attributes on the wire and for a map: strings by their bytes, keys in any order. */
export function mixRecord(state: HashState, map: ReadonlyMap<string, AnyValue>): void {
  const pair = createHashState();
  let count = 0;
  let sumA = 0;
  let sumB = 0;
  function add(): void {
    finish(pair);
    count++;
    sumA = (sumA + pair.a) | 0;
    sumB = (sumB + pair.b) | 0;
  }
  if (map instanceof WireAttributes) {
    for (let at = map.from; at < map.to; at += WIRE_WORDS) {
      beginPair(pair);
      mixWirePair(pair, map.tape, at);
      add();
    }
  } else {
    for (const [key, value] of map) {
      beginPair(pair);
      mixUtf8(pair, key);
      mixAsWire(pair, value);
      add();
    }
  }
  mix(state, count);
  mix(state, sumA);
  mix(state, sumB);
}

function beginPair(pair: HashState): void {
  pair.a = 0x2c1b3c6d;
  pair.b = 0x297a2d39;
  pair.words = 0;
}

function mixWirePair(state: HashState, tape: WireAttributes["tape"], at: number): void {
  const { bytes, words } = tape;
  mixBytes(state, bytes, words[at]!, words[at + 1]!);
  const kind = words[at + 2]!;
  mix(state, kind);
  const value = words[at + 3]!;
  if (kind === WIRE_KIND.string) {
    mixBytes(state, bytes, value, words[at + 4]!);
  } else if (kind === WIRE_KIND.int) {
    mix(state, value);
    mix(state, words[at + 4]!);
  } else if (kind === WIRE_KIND.bool) {
    mix(state, value);
  } else if (kind === WIRE_KIND.double) {
    mixBytes(state, bytes, value, 8);
  } else if (kind === WIRE_KIND.other) {
    mixValue(state, tape.valueAt(at));
  }
}

/** A decoded value as {@link mixWirePair} mixes it. */
function mixAsWire(state: HashState, value: AnyValue): void {
  if (typeof value === "string") {
    mix(state, WIRE_KIND.string);
    mixUtf8(state, value);
  } else if (typeof value === "bigint") {
    mix(state, WIRE_KIND.int);
    mixInt(state, value);
  } else if (typeof value === "boolean") {
    mix(state, WIRE_KIND.bool);
    mix(state, value ? 1 : 0);
  } else if (typeof value === "number") {
    mix(state, WIRE_KIND.double);
    mixWireDouble(state, value);
  } else if (value === null) {
    mix(state, 0);
  } else {
    mix(state, WIRE_KIND.other);
    mixValue(state, value);
  }
}
