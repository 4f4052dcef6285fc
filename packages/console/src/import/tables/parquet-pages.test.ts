// Parquet files of few bytes that claim many values.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { parquetFile } from "../../../test/support/parquet-file.ts";
import { uploadLimits } from "../limits.ts";
import { openParquet, rowsOfPart } from "./parquet.ts";

/** The columns that were decoded, whole or in part. */
const decodings = vi.hoisted((): string[] => []);
vi.mock(import("hyparquet"), async (original) => {
  const hyparquet = await original();
  const parquetScan: typeof hyparquet.parquetScan = async (options) => {
    const scan = await hyparquet.parquetScan(options);
    const readColumn: typeof scan.readColumn = (range) => {
      decodings.push(range.column);
      return scan.readColumn(range);
    };
    return { ...scan, readColumn };
  };
  return { ...hyparquet, parquetScan };
});

const folder = mkdtempSync(join(tmpdir(), "telltale-parquet-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(values: number, rows: number, groups = 1): string {
  const path = join(folder, `${values}-${rows}-${groups}.parquet`);
  writeFileSync(path, parquetFile({ columns: { flag: true }, values, rows, groups }));
  return path;
}

async function read(path: string): Promise<unknown[]> {
  const table = await openParquet(path, { ...uploadLimits, maxColumnValues: 1000, maxTableRows: 10_000 });
  const cells: unknown[] = [];
  for await (const [cell] of table.rows(new Set(["flag"]))) cells.push(cell);
  return cells;
}

test("a file within the limit is read", async () => {
  expect(await read(write(3, 3))).toEqual([true, true, true]);
});

test.each([
  ["a page", 1001, 3],
  ["a row group", 3, 1001],
])("%s that claims too many values is refused before it is decoded", async (_name, values, rows) => {
  await expect(read(write(values, rows))).rejects.toThrow("more than 1000 values in a column");
});

test("a file whose row groups claim too many rows together is refused before one is read", async () => {
  expect(await read(write(1000, 1000, 10))).toHaveLength(10_000);
  await expect(read(write(1000, 1000, 11))).rejects.toThrow("a table of 11000 rows: at most 10000 are read");
});

test("a file whose row groups are the same bytes again and again is refused before one is read", async () => {
  const path = join(folder, "unpacked.parquet");
  writeFileSync(path, parquetFile({ columns: { flag: true }, rows: 8, groups: 10 }));
  const readWith = async (maxUnpackedBytes: number): Promise<void> => {
    const table = await openParquet(path, { ...uploadLimits, maxUnpackedBytes });
    for await (const _row of table.rows(new Set(["flag"])));
  };
  // Each has a page of six bytes.
  await readWith(60);
  await expect(readWith(59)).rejects.toThrow("decompressed it has more than");
});

test("a column of an ordinary row group is decoded once, not once for each few rows of it", async () => {
  const path = join(folder, "ordinary.parquet");
  const columns = { a: "one", b: "two", c: "three" };
  writeFileSync(path, parquetFile({ columns, rows: 1_048_576 }));
  const table = await openParquet(path, uploadLimits);
  decodings.length = 0;
  let rows = 0;
  for await (const row of table.rows(new Set(["a", "c"]))) if (row[0] === "one" && row[2] === "three") rows++;
  expect(rows).toBe(1_048_576);
  expect(decodings).toEqual(["a", "c"]);
});

test.each([
  ["an ordinary row group of 25 columns", 1_048_576, 25 * 1_048_576, 0, 4],
  ["the most values there may be in 25 columns", 10_000_000, 250_000_000, 0, 30],
  ["long texts", 122_880, 122_880, 122_880 * 4_000, 8],
  ["long lists", 1_000, 10_000_000, 0, 2],
  ["a row that is larger than a part", 1, 1, 1e9, 1],
] as const)("%s is read in few parts", (_name, rows, values, bytes, parts) => {
  expect(Math.ceil(rows / rowsOfPart(rows, { values, bytes }))).toBe(parts);
});
