// The bytes of attribute names, made once a name: a copy of some twenty bytes instead of an encoding per attribute.
// Programs use a few hundred names; those made up at run time must not fill the memory, so the cache is bounded.
import { ByteWriter } from "otlp";
import { type NameVerdict, type Redaction } from "../redaction/redaction.ts";
import { toWords, type Words } from "./words.ts";

const maxKnown = 10_000;
const maxLength = 256;
const known = new Map<string, KeyField>();

/** The field `key` of a `KeyValue`, tag and length included. */
export interface KeyField extends Words {
  readonly key: string;
  /** The key that was looked up after it last. */
  next: KeyField | undefined;
  /** What redaction does with values under this name; read it through {@link ruledField}. */
  judge: Redaction | undefined;
  verdict: NameVerdict;
  /** Whether the name leaves as it is and says nothing, so that only the value is looked at. */
  unasked: boolean;
  /** The name as it leaves. */
  leaving: string;
  /** The last text that was clean under it. */
  clean: string;
}

let last: KeyField = fieldOf("", 0, new Int32Array(0));

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

/** {@link keyField} with what `redaction` says of the name: asked once a name. */
export function ruledField(key: string, redaction: Redaction): KeyField {
  const field = keyField(key);
  if (field.judge === redaction) return field;
  field.judge = redaction;
  field.verdict = redaction.judge(key);
  field.leaving = redaction.name(key);
  field.unasked = field.verdict === "look" && field.leaving === key;
  field.clean = "";
  return field;
}

function fieldOf(key: string, size: number, words: Int32Array): KeyField {
  return {
    key,
    size,
    words,
    next: undefined,
    judge: undefined,
    verdict: "look",
    unasked: true,
    leaving: key,
    clean: "",
  };
}

function learn(key: string): KeyField {
  const writer = new ByteWriter(key.length + 8);
  writer.string(1, key);
  const { size, words } = toWords(writer.view());
  const field = fieldOf(key, size, words);
  if (key.length > maxLength) return field;
  if (known.size >= maxKnown) known.clear();
  known.set(key, field);
  return field;
}
