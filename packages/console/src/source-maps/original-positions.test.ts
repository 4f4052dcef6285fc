import { encodedMappings, type SourceMapSegment, TraceMap } from "@jridgewell/trace-mapping";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readMap } from "./original-positions.ts";

const map = {
  version: 3,
  sources: ["src/a.ts"],
  sourcesContent: ["one\r\ntwo\nthree"],
  names: ["f"],
  mappings: "AACAA",
};
const found = { source: "src/a.ts", line: 2, column: 1, name: "f", ignored: false };
const context = { firstLine: 1, lines: ["one", "two", "three"] };

test.each([
  ["a map", JSON.stringify(map)],
  ["a map behind the prefix", `)]}'\n${JSON.stringify(map)}`],
  ["a map behind a byte order mark", `\uFEFF${JSON.stringify(map)}`],
  ["an index map", JSON.stringify({ version: 3, sections: [{ offset: { line: 0, column: 0 }, map }] })],
])("finds a position in %s", (_, text) => {
  expect(readMap(text).find({ line: 1, column: 1 })).toEqual({ ...found, context });
});

test("sections begin at their offsets", () => {
  const offset = { line: 2, column: 4 };
  const { find } = readMap(JSON.stringify({ version: 3, sections: [{ offset, map }] }));
  expect(find({ line: 1, column: 1 })).toBe(null);
  expect(find({ line: 3, column: 5 })).toMatchObject(found);
});

test.each(["ignoreList", "x_google_ignoreList"])("%s marks third-party sources", (name) => {
  const { find } = readMap(JSON.stringify({ ...map, [name]: [0] }));
  expect(find({ line: 1, column: 1 })).toMatchObject({ ignored: true });
});

test("without source text, and for a line that the source does not have, there are no lines", () => {
  const { sourcesContent: _, ...without } = map;
  expect(readMap(JSON.stringify(without)).find({ line: 1, column: 1 })).toMatchObject({ context: null });
  const { find } = readMap(JSON.stringify({ ...map, sourcesContent: [""] }));
  expect(find({ line: 1, column: 1 })).toMatchObject({ line: 2, context: null });
});

test("of a long name and a long path 1,024 characters are answered, however many frames ask", () => {
  const long = { ...map, sources: [`${"s".repeat(100_000)}/a.ts`], names: ["n".repeat(100_000)] };
  const { find } = readMap(JSON.stringify(long));
  const { source, name } = find({ line: 1, column: 1 })!;
  expect([source.length, name.length, source.endsWith("/a.ts")]).toEqual([1024, 1024, true]);
});

test.each(["{", "null", "[]", `{"version":2,"mappings":""}`, `{"version":3}`, `)]}'`])(
  "%s is not a map",
  (text) => {
    expect(() => readMap(text)).toThrow(/./);
  },
);

test("every mapping is found where it was written", () => {
  const segment = fc.tuple(fc.nat(500), fc.nat(1), fc.nat(80), fc.nat(80));
  fc.assert(
    fc.property(
      fc.uniqueArray(segment, { selector: ([column]) => column, minLength: 1, maxLength: 40 }),
      (line) => {
        const sorted = line.toSorted(([a], [b]) => a - b);
        const segments = sorted.map((one) => [...one] as SourceMapSegment);
        const sources = ["a.ts", "b.ts"];
        const mappings = encodedMappings(
          new TraceMap({ version: 3, sources, names: [], mappings: [segments] }),
        );
        const { find } = readMap(
          JSON.stringify({ version: 3, sources: ["a.ts", "b.ts"], names: [], mappings }),
        );
        for (const [column, source, sourceLine, sourceColumn] of sorted)
          expect(find({ line: 1, column: column + 1 })).toMatchObject({
            source: ["a.ts", "b.ts"][source],
            line: sourceLine + 1,
            column: sourceColumn + 1,
          });
      },
    ),
  );
});

test("a position outside of the file is not in the map", () => {
  const { find } = readMap(JSON.stringify(map));
  expect([0, 2, 1e9].map((line) => find({ line, column: 1 }))).toEqual([null, null, null]);
});
