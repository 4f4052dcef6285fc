// A fast 64-bit hash for resources, series and the identities of log records.
import type { AnyValue, WireAttributes } from "otlp";
import { mixAttributes, mixRecord, mixValue, mixWire } from "./hash-values.ts";
import { createHashState, finish, mix, mixBytes, mixDouble, mixInt, mixText } from "./hash-words.ts";

/** Takes values one after the other; the values and their order decide the result. */
export interface Hasher {
  reset(): Hasher;
  /** One 32-bit word. */
  word(value: number): Hasher;
  text(value: string): Hasher;
  int(value: bigint): Hasher;
  double(value: number): Hasher;
  bytes(value: Uint8Array): Hasher;
  value(value: AnyValue): Hasher;
  /** Attributes; their order does not matter. */
  attributes(value: ReadonlyMap<string, AnyValue>): Hasher;
  /** Attributes as they were sent, in their order: cheap, and finds only whether the same bytes are sent again. */
  wire(value: WireAttributes): Hasher;
  /** Attributes in any order and any encoding: protobuf, JSON, or from an export. */
  record(value: ReadonlyMap<string, AnyValue>): Hasher;
  digest(): bigint;
  /** The digest as two words, without allocating a `bigint`: upper half, lower half. */
  digestTo(words: Int32Array): void;
}

/** Makes a hasher. It may be used again after `reset`; it must not be shared by two computations at once. */
export function createHasher(): Hasher {
  const state = createHashState();
  const hasher: Hasher = {
    reset() {
      state.a = 0;
      state.b = 0;
      state.words = 0;
      return hasher;
    },
    word(value) {
      mix(state, value);
      return hasher;
    },
    text(value) {
      mixText(state, value);
      return hasher;
    },
    int(value) {
      mixInt(state, value);
      return hasher;
    },
    double(value) {
      mixDouble(state, value);
      return hasher;
    },
    bytes(value) {
      mixBytes(state, value, 0, value.length);
      return hasher;
    },
    value(value) {
      mixValue(state, value);
      return hasher;
    },
    attributes(value) {
      mixAttributes(state, value);
      return hasher;
    },
    wire(value) {
      mixWire(state, value);
      return hasher;
    },
    record(value) {
      mixRecord(state, value);
      return hasher;
    },
    digest() {
      finish(state);
      return (BigInt(state.a >>> 0) << 32n) | BigInt(state.b >>> 0);
    },
    digestTo(target) {
      finish(state);
      target[0] = state.a;
      target[1] = state.b;
    },
  };
  return hasher;
}
