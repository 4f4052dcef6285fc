// @module-tag extended
import { describe, expect, test } from "vitest";
import { findSteepText, type TextReader } from "./slow-texts.ts";

const options = { shapes: 0, longest: 8 * 1024, seed: 1 };
const largest = 64 * 1024;

/** Readers whose work is counted, not timed: what they find does not depend on the machine. */
function createReaders(stepMs: number) {
  let workMs = 0;
  return {
    reader: (name: string, costMs: (text: string) => number, pieces: readonly string[]): TextReader => ({
      name,
      largest,
      read: (text) => (workMs += costMs(text)),
      pieces,
    }),
    /** Goes in steps, as the clock of a thread does. */
    computedMs: () => Math.floor(workMs / stepMs) * stepMs,
  };
}

describe.each([0.001, 10])("with a clock that goes in steps of %d ms", (stepMs) => {
  test("finds what takes time with the square of the text, and more", async () => {
    const { reader, computedMs } = createReaders(stepMs);
    const blanksAtTheEnd = (text: string): number => (/ *$/.exec(text)?.[0].length ?? 0) ** 2 / 1e6;
    const readers = [
      { ...reader("blanks at the end", blanksAtTheEnd, ["ab", " "]), known: [{ middle: " " }] },
      reader("loops in loops", (text) => text.length ** 2 / 1e6, ["a"]),
      reader("cubes", (text) => text.length ** 3 / 1e10, ["a"]),
    ];
    const found = [];
    for (const one of readers)
      found.push((await findSteepText(one, { ...options, computedMs }))?.reader ?? "none");
    expect(found).toEqual(["blanks at the end", "loops in loops", "cubes"]);
  });

  test("lets pass what takes time in proportion, however slow it is, what reads pieces, and what is remembered", async () => {
    const { reader, computedMs } = createReaders(stepMs);
    const known = new Set<string>();
    const inPieces = (text: string): number => {
      const [whole, rest] = [Math.floor(text.length / 1024), text.length % 1024];
      return (whole * 1024 ** 2 + rest ** 2) / 2e5;
    };
    const readers = [
      reader("pieces", inPieces, ["a", "b"]),
      reader("loops", (text) => text.length / 400, ["a", "b"]),
      reader("sorted", (text) => (text.length * Math.log2(text.length + 1)) / 4000, ["a", "b"]),
      reader("remembered", (text) => (known.has(text) ? 0 : known.add(text) && text.length / 400), [
        "a",
        "bc",
      ]),
    ];
    const found = [];
    for (const one of readers) found.push((await findSteepText(one, { ...options, computedMs })) ?? "none");
    expect(found).toEqual(["none", "none", "none", "none"]);
  });
});

test("without a clock the CPU time of this thread counts", { timeout: 300_000 }, async () => {
  let texts = 0;
  const cubic = (text: string): number => {
    texts += 1;
    let sum = 0;
    for (let at = 0; at < text.length ** 3 / 64; at++) sum = (sum * 31 + at) | 0;
    return sum;
  };
  const found = await findSteepText({ name: "cubes", largest: 4096, read: cubic, pieces: ["a"] }, options);
  expect(found).toMatchObject({ reader: "cubes" });
  expect(texts).toBeGreaterThan(1);
});
