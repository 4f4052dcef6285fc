// The bytes of attribute names, made once a name: a copy of some twenty bytes instead of an encoding per attribute.
// Programs use a few hundred names; those made up at run time must not fill the memory, so the cache is bounded.
import { ByteWriter } from "otlp";

const maxKnown = 10_000;
const maxLength = 256;
const known = new Map<string, Uint8Array>();

/** `key` as the field `key` of a `KeyValue`, tag and length included. Shared: never write into it. */
export function keyField(key: string): Uint8Array {
  const bytes = known.get(key);
  return bytes === undefined ? learn(key) : bytes;
}

function learn(key: string): Uint8Array {
  const writer = new ByteWriter(key.length + 8);
  writer.string(1, key);
  const bytes = writer.finish();
  if (key.length > maxLength) return bytes;
  if (known.size >= maxKnown) known.clear();
  known.set(key, bytes);
  return bytes;
}
