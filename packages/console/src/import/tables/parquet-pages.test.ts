// A Parquet file of few bytes that claims many values, made by hand.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { uploadLimits } from "../limits.ts";
import { openParquet } from "./parquet.ts";

const folder = mkdtempSync(join(tmpdir(), "telltale-parquet-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Thrift's compact protocol, as much of it as a file of one column needs. */
type Value = readonly [type: 5 | 6 | 8 | 9 | 12, bytes: readonly number[]];
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
const i32 = (value: number): Value => [5, varint(value * 2)];
const i64 = (value: number): Value => [6, varint(value * 2)];
const text = (value: string): Value => [8, [value.length, ...Buffer.from(value)]];
const list = (...items: readonly Value[]): Value => [
  9,
  [
    ...(items.length < 15
      ? [items.length * 16 + items[0]![0]]
      : [0xf0 + items[0]![0], ...varint(items.length)]),
    ...items.flatMap(([, bytes]) => bytes),
  ],
];
function struct(fields: Readonly<Record<number, Value>>): Value {
  let last = 0;
  const bytes = Object.entries(fields).flatMap(([id, [type, content]]) => {
    const delta = Number(id) - last;
    last = Number(id);
    return [delta * 16 + type, ...content];
  });
  return [12, [...bytes, 0]];
}

/** One column of booleans, whose only page is a run of `values`. All row groups have that page. */
function write(values: number, rows: number, groups = 1): string {
  const run = [...varint(values * 2), 1];
  const page = [run.length, 0, 0, 0, ...run];
  const header = struct({
    1: i32(0),
    2: i32(page.length),
    3: i32(page.length),
    5: struct({ 1: i32(values), 2: i32(3), 3: i32(3), 4: i32(3) }),
  })[1];
  const size = header.length + page.length;
  const column = struct({
    1: i32(0),
    2: list(i32(3)),
    3: list(text("flag")),
    4: i32(0),
    5: i64(rows),
    6: i64(size),
    7: i64(size),
    9: i64(4),
  });
  const footer = struct({
    1: i32(1),
    2: list(struct({ 4: text("root"), 5: i32(1) }), struct({ 1: i32(0), 3: i32(0), 4: text("flag") })),
    3: i64(rows * groups),
    4: list(
      ...Array.from({ length: groups }, () =>
        struct({ 1: list(struct({ 2: i64(4), 3: column })), 2: i64(size), 3: i64(rows) }),
      ),
    ),
  })[1];
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  const path = join(folder, `${values}-${rows}-${groups}.parquet`);
  writeFileSync(
    path,
    Buffer.from(
      ["PAR1", header, page, footer, length, "PAR1"].flatMap((part) => [...Buffer.from(part as string)]),
    ),
  );
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
