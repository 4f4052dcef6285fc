// The bytes of attribute names, made once a name: a copy of some twenty bytes instead of an encoding per attribute.
// Programs use a few hundred names; those made up at run time must not fill the memory, so the cache is bounded.
import { ByteWriter } from "otlp";
import { toWords, type Words } from "./words.ts";

const maxKnown = 10_000;
const maxLength = 256;
const known = new Map<string, KeyField>();

/** The field `key` of a `KeyValue`, tag and length included. */
export interface KeyField extends Words {
  readonly key: string;
  /** The one that was asked for after it last. */
  next: KeyField | undefined;
}

let last: KeyField = { key: "", size: 0, words: new Int32Array(0), next: undefined };

/** The bytes of the name `key`. */
export function keyField(key: string): KeyField {
  // names come in the same order again and again: the one that followed last time is found by one comparison
  const { next } = last;
  if (next !== undefined && next.key === key) return (last = next);
  const field = known.get(key);
  if (field === undefined) return learn(key);
  last.next = field;
  return (last = field);
}

function learn(key: string): KeyField {
  const writer = new ByteWriter(key.length + 8);
  writer.string(1, key);
  const { size, words } = toWords(writer.view());
  const field: KeyField = { key, size, words, next: undefined };
  if (key.length > maxLength) return field;
  if (known.size >= maxKnown) known.clear();
  known.set(key, field);
  return field;
}
