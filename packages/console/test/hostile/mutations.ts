// What goes wrong with real payloads: bits flip, parts are lost, doubled or swapped, lengths and numbers are huge.
import type { Random } from "./random.ts";

type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const onBytes: readonly Mutation[] = [
  function flip(bytes, random) {
    const result = Buffer.from(bytes);
    for (let i = random.below(8); i >= 0; i--) {
      const at = random.below(result.length);
      result[at] = result[at]! ^ (1 << random.below(8));
    }
    return result;
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => bytes.subarray(random.below(bytes.length)),
  function splice(bytes, random, others) {
    const other = random.pick(others);
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length)),
      other.subarray(random.below(other.length)),
    ]);
  },
  function double(bytes, random) {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  function cutOut(bytes, random) {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function hugeLength(bytes, random) {
    const result = Buffer.from(bytes);
    const at = random.below(result.length);
    const huge = random.pick([
      "ffffffff0f",
      "7fffffff",
      "ffffffffffffffffff01",
      "80808080808080808080",
      "80000000",
      "ffffff7f",
    ]);
    Buffer.from(huge, "hex").copy(result, at);
    return result;
  },
  function noise(bytes, random) {
    const added = Buffer.from(Array.from({ length: 1 + random.below(64) }, () => random.below(256)));
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
  },
  (_bytes, random) => Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256))),
];

const oddNumbers = [
  "1e400",
  "-1",
  "-0",
  "99999999999999999999999999",
  "0.1",
  "1e-400",
  "NaN",
  "18446744073709551616",
  '"0x1f"',
];
const oddValues = [
  "null",
  "[]",
  "{}",
  '""',
  "true",
  '"\\ud800"',
  '"\\u0000"',
  "[[[[[[]]]]]]",
  '{"__proto__":{"a":1}}',
  "1",
];

const onText: readonly Mutation[] = [
  (bytes, random) => replaceMatch(bytes, /-?\d+(?:\.\d+)?/g, random, random.pick(oddNumbers)),
  (bytes, random) => replaceMatch(bytes, /"(?:[^"\\]|\\.)*"(?=\s*[,\]}])/g, random, random.pick(oddValues)),
  (bytes, random) =>
    replaceMatch(
      bytes,
      /"(?:[^"\\]|\\.)*"(?=\s*:)/g,
      random,
      random.pick(['"__proto__"', '"constructor"', '""', '"toString"']),
    ),
  (bytes, random) =>
    replaceMatch(bytes, /[[{]/g, random, random.pick(["[", "{"]).repeat(1 + random.below(2000))),
  (bytes, random) => replaceMatch(bytes, /[{}[\],:"]/g, random, random.pick(["", ",", ":", '"', "}"])),
];

/** A payload that was `bytes` once. @param others of the same protocol. */
export function mutate(bytes: Buffer, isText: boolean, random: Random, others: readonly Buffer[]): Buffer {
  let result = bytes;
  for (let i = random.below(3); i >= 0; i--) {
    if (result.length < 2) return result;
    result = random.pick(isText ? [...onText, ...onBytes] : onBytes)(result, random, others);
  }
  return result;
}

function range(bytes: Buffer, random: Random): [number, number] {
  const from = random.below(bytes.length);
  return [from, from + random.below(bytes.length - from)];
}

function replaceMatch(bytes: Buffer, pattern: RegExp, random: Random, by: string): Buffer {
  const text = bytes.toString();
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return bytes;
  const { index, 0: found } = random.pick(matches);
  return Buffer.from(text.slice(0, index) + by + text.slice(index + found.length));
}
