import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openCsv } from "../../import/tables/csv.ts";
import { createNeutralizer, withoutFormulas } from "./csv-formulas.ts";

/** A cell as the store writes it. */
function written(cell: string | number): string {
  return typeof cell === "number" ? String(cell) : `"${cell.replaceAll('"', '""')}"`;
}

function file(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(written).join(",")}\n`).join("");
}

test("text that begins like a formula gets an apostrophe, numbers stay numbers", async () => {
  const given = file([
    ["=name", "b"],
    ["=1+1", -5],
    ["+1", -0.5],
    ["-1", 7],
    ["@sum", 1],
    ["\ttab", 1],
    ["\rreturn", 1],
    ["\nline", 1],
    ["'=quoted", 1],
    ["''+x", 1],
    ["'plain", 1],
    ['"=in quotes', 1],
    ["a,=b", 1],
    ["a\n=b", 1],
    ["", 1],
    ["ann", -1],
  ]);
  const left = file([
    ["'=name", "b"],
    ["'=1+1", -5],
    ["'+1", -0.5],
    ["'-1", 7],
    ["'@sum", 1],
    ["'\ttab", 1],
    ["'\rreturn", 1],
    ["'\nline", 1],
    ["''=quoted", 1],
    ["'''+x", 1],
    ["'plain", 1],
    ['"=in quotes', 1],
    ["a,=b", 1],
    ["a\n=b", 1],
    ["", 1],
    ["ann", -1],
  ]);
  expect(await text(withoutFormulas(Readable.from([Buffer.from(given)])))).toBe(left);
});

const cells = fc.oneof(
  fc.string({
    unit: fc.constantFrom("=", "+", "-", "@", "'", '"', "\t", "\r", "\n", ",", "a", "é"),
    maxLength: 6,
  }),
  fc.integer(),
);

test("however the file is cut into pieces, import gives back the same cells, and none begins a formula", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cells, cells), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 7 }),
      async (rows, size) => {
        const bytes = Buffer.from(file([["a", "b"], ...rows]));
        const neutralize = createNeutralizer();
        const parts: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) parts.push(neutralize(bytes.subarray(at, at + size)));
        const left = Buffer.concat(parts);
        for (const [, cell = ""] of left.toString().matchAll(/(?:^|[,\n])"((?:[^"]|"")*)"(?=[,\n])/g))
          expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
        const table = await openCsv(Readable.from([left]), '"a","b"');
        const back: unknown[] = [];
        for await (const row of table.rows(new Set())) back.push(row);
        expect(back).toEqual(rows.map((row) => row.map(String)));
      },
    ),
    { numRuns: 150 },
  );
});
