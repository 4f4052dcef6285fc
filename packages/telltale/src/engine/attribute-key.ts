// The bytes of attribute names, made once a name: a copy of some twenty bytes instead of an encoding per attribute.
// Programs use a few hundred names; those made up at run time must not fill the memory, so the cache is bounded.
import { ByteWriter } from "otlp";

const maxKnown = 10_000;
const maxLength = 256;
const known = new Map<string, KeyField>();

/** The field `key` of a `KeyValue`, tag and length included, in words of four bytes, because those are copied in a quarter of the time. */
export interface KeyField {
  /** Bytes of it; the last word may reach beyond. */
  readonly size: number;
  /** Little-endian. Shared: never write into it. */
  readonly words: Int32Array;
}

/** The bytes of the name `key`. */
export function keyField(key: string): KeyField {
  const field = known.get(key);
  return field === undefined ? learn(key) : field;
}

function learn(key: string): KeyField {
  const writer = new ByteWriter(key.length + 8);
  writer.string(1, key);
  const size = writer.length;
  const bytes = new DataView(new ArrayBuffer((size + 3) & ~3));
  for (const [at, byte] of writer.view().entries()) bytes.setUint8(at, byte);
  const words = new Int32Array(bytes.byteLength >> 2);
  for (let i = 0; i < words.length; i++) words[i] = bytes.getInt32(i * 4, true);
  const field = { size, words };
  if (key.length > maxLength) return field;
  if (known.size >= maxKnown) known.clear();
  known.set(key, field);
  return field;
}
