// Judged by Node's own reader: the same place for every position of random maps.
import { SourceMap as NodeSourceMap } from "node:module";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readSourceMap } from "./source-map.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += alphabet[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}

type Segment = readonly [moved: number, source: number, line: number, column: number];

/** Segments of each line into `mappings`; numbers are absolute but for the column moved. */
function encode(lines: readonly (readonly Segment[])[]): string {
  let before: readonly number[] = [0, 0, 0];
  return lines
    .map((segments) =>
      segments
        .map(([moved, ...place]) => {
          const reported = place.map((value, at) => vlq(value - (before[at] ?? 0)));
          before = place;
          return vlq(moved) + reported.join("");
        })
        .join(","),
    )
    .join(";");
}

const segments = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(2), fc.nat(5000), fc.nat(300)), {
  maxLength: 6,
});

test("finds what Node's own reader finds", () => {
  fc.assert(
    fc.property(fc.array(segments, { maxLength: 8 }), fc.nat(9), fc.nat(2600), (lines, line, column) => {
      const map = {
        version: 3,
        file: "out.js",
        sources: ["a.ts", "b.ts", "c.ts"],
        names: [],
        mappings: encode(lines),
      };
      const found = readSourceMap(JSON.stringify(map), (source) => source)?.find(line + 1, column + 1);
      const own = lines[line] ?? [];
      // Node goes back to earlier lines where there is nothing on this one
      if (own.length === 0 || column < (own[0]?.[0] ?? 0)) return found === undefined;
      const expected = new NodeSourceMap(map as never).findEntry(line, column) as {
        readonly originalSource: string;
        readonly originalLine: number;
        readonly originalColumn: number;
      };
      expect(found).toEqual({
        source: expected.originalSource,
        line: expected.originalLine + 1,
        column: expected.originalColumn + 1,
      });
      return true;
    }),
    { numRuns: 500 },
  );
});

test("finds nothing for unmapped positions, and rejects text that is not a map", () => {
  const text = JSON.stringify({ version: 3, sources: ["a.ts"], mappings: "EAAA,C;;AACA" });
  const map = readSourceMap(text, (source) => `/src/${source}`);
  expect([map?.find(1, 1), map?.find(1, 3), map?.find(1, 4), map?.find(2, 1), map?.find(9, 1)]).toEqual([
    undefined,
    { source: "/src/a.ts", line: 1, column: 1 },
    undefined,
    undefined,
    undefined,
  ]);
  expect(map?.find(3, 40)).toEqual({ source: "/src/a.ts", line: 2, column: 1 });
  expect(readSourceMap(JSON.stringify({ version: 2, sources: [], mappings: "" }), String)).toBe(undefined);
  expect(readSourceMap(JSON.stringify({ version: 3, sections: [] }), String)).toBe(undefined);
  expect(() => readSourceMap("{", String)).toThrow("JSON");
  expect(() => readSourceMap(JSON.stringify({ version: 3, sources: [], mappings: "ä" }), String)).toThrow(
    "no source map",
  );
});
