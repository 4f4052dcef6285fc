import { expect, test } from "vitest";
import { findSteepText, type TextReader } from "./slow-texts.ts";

const options = { shapes: 0, longest: 8 * 1024, seed: 1 };
const largest = 64 * 1024;

function reader(name: string, read: (text: string) => unknown, pieces: readonly string[]): TextReader {
  return { name, largest, read, pieces };
}

/** Work for each of `times`, that no compiler takes away. */
function spend(times: number): number {
  let sum = 0;
  for (let at = 0; at < times; at++) sum = (sum * 31 + at) | 0;
  return sum;
}

test("finds what takes time with the square of the text, and more", async () => {
  const readers = [
    reader("blanks at the end", (text) => /(?:a|b)+\s+$/.exec(text), ["ab", " "]),
    reader("loops in loops", (text) => spend(text.length ** 2), ["a"]),
    reader("cubes", (text) => spend(text.length ** 3 / 16), ["a"]),
  ];
  const found = [];
  for (const one of readers) found.push((await findSteepText(one, options))?.reader ?? "none");
  expect(found).toEqual(["blanks at the end", "loops in loops", "cubes"]);
});

test("lets pass what takes time in proportion, however slow it is, and what is remembered", async () => {
  const known = new Map<string, number>();
  const readers = [
    reader("loops", (text) => spend(text.length * 400), ["a", "b"]),
    reader("sorted", (text) => [...text].toSorted().join(""), ["a", "b"]),
    reader("remembered", (text) => known.get(text) ?? known.set(text, spend(text.length * 400)), ["a", "bc"]),
  ];
  const found = [];
  for (const one of readers) found.push((await findSteepText(one, options)) ?? "none");
  expect(found).toEqual(["none", "none", "none"]);
});
