// Blocks against the real engine: what comes back from a table of every kind of column is what went in.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClickHouseClient, command, insertBlock, select } from "../src/store/client.ts";
import { writeBlock } from "../src/store/native/native.ts";
import * as numbers from "../src/store/native/numbers.ts";
import { dictionaryColumn } from "../src/store/native/dictionary.ts";
import { arrayColumn, mapColumn } from "../src/store/native/nested.ts";
import { stringColumn } from "../src/store/native/strings.ts";
import { readMostParts } from "../src/store/write/merge-rest.ts";
import { anyText, id, int64, timeNs, uint64 } from "./support/rows.ts";
import { type EmptyDatabase, openEmptyDatabase } from "./support/empty-database.ts";

let database: EmptyDatabase | undefined;
let client: ClickHouseClient;

beforeAll(async () => {
  database = await openEmptyDatabase();
  client = database.client;
});

afterAll(() => database?.remove());

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const row = fc.record({
  u8: int(0, 255),
  u16: int(0, 65_535),
  u32: int(0, 4_294_967_295),
  i16: int(-32_768, 32_767),
  i32: int(-2_147_483_648, 2_147_483_647),
  f32: fc.float(),
  f64: fc.double(),
  i64: int64,
  u64: uint64,
  flag: fc.boolean(),
  time: timeNs,
  ms: int(0, 4_102_444_800_000),
  seconds: int(0, 4_294_967_295),
  fixed: id(8),
  amount: fc.option(
    fc
      .tuple(fc.bigInt({ min: -(10n ** 28n), max: 10n ** 28n }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(9, "0")}`),
    { nil: undefined },
  ),
  text: anyText,
  word: anyText,
  words: fc.array(anyText, { maxLength: 4 }),
  map: fc.array(fc.tuple(anyText, anyText), { maxLength: 4 }).map((entries) => new Map(entries)),
  figures: fc.array(fc.tuple(anyText, fc.double()), { maxLength: 3 }).map((entries) => new Map(entries)),
});

type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function block(rows: readonly Row[]) {
  const columns = {
    u8: numbers.uint8Column(),
    u16: numbers.uint16Column(),
    u32: numbers.uint32Column(),
    i16: numbers.int16Column(),
    i32: numbers.int32Column(),
    f32: numbers.float32Column(),
    f64: numbers.float64Column(),
    i64: numbers.int64Column(),
    u64: numbers.uint64Column(),
    flag: numbers.boolColumn(),
    time: numbers.timeNsColumn(),
    ms: numbers.timeMsColumn(),
    seconds: numbers.timeSecondsColumn(),
    fixed: numbers.fixedStringColumn(8),
    amount: numbers.decimalColumn(),
    text: stringColumn(),
    word: dictionaryColumn(),
    words: arrayColumn(dictionaryColumn()),
    map: mapColumn(stringColumn()),
    figures: mapColumn(numbers.float64Column()),
  };
  const { words, map, figures, ...single } = columns;
  for (const one of rows) {
    for (const [name, column] of Object.entries(single))
      (column.add as (value: unknown) => void)(one[name as keyof Row]);
    for (const word of one.words) words.item.add(word);
    words.endRow();
    for (const [key, value] of one.map) {
      map.key.add(key);
      map.value.add(value);
    }
    map.endRow();
    for (const [key, value] of one.figures) {
      figures.key.add(key);
      figures.value.add(value);
    }
    figures.endRow();
  }
  return columns;
}

const readBack = `SELECT toUInt32(u8) u8, u16, u32, i16, i32, toString(f32) f32, toString(f64) f64, toString(i64) i64, toString(u64) u64, flag,
  toString(toUnixTimestamp64Nano(time)) time, toString(toUnixTimestamp64Milli(ms)) ms, toUnixTimestamp(seconds) seconds, hex(fixed) fixed,
  toString(amount) amount, hex(text) text, hex(word) word, arrayMap(x -> hex(x), words) words,
  arrayMap((k, v) -> (hex(k), hex(v)), mapKeys(map), mapValues(map)) map,
  arrayMap((k, v) -> (hex(k), toString(v)), mapKeys(figures), mapValues(figures)) figures
FROM types ORDER BY n`;

const hex = (text: string): string => Buffer.from(text).toString("hex").toUpperCase();

function toNumber(text: string): number {
  return text.endsWith("nan") ? Number.NaN : Number(text.replace("inf", "Infinity"));
}

function toDecimal(text: string | undefined): string {
  const [whole = "0", fraction = ""] = (text ?? "0").split(".");
  const bare = `${whole}.${fraction}`.replace(/\.?0*$/, "");
  return bare === "-0" ? "0" : bare;
}

test("rows back = rows in, for every kind of column", async () => {
  const types = Object.entries(block([])).map(([name, { type }]) => `${name} ${type}`);
  const names = Object.keys(block([]));
  await command(client, `CREATE TABLE types (n UInt32, ${types.join(", ")}) ENGINE = MergeTree ORDER BY n`);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 300 }), async (rows) => {
      await command(client, "TRUNCATE TABLE types");
      const n = numbers.uint32Column();
      rows.forEach((_, index) => n.add(index));
      await insertBlock(
        client,
        `INSERT INTO types (n, ${names.join(", ")})`,
        writeBlock({ n, ...block(rows) }, rows.length),
      );
      const back = await select<Record<string, never>>(client, readBack);
      expect(back.length).toBe(rows.length);
      back.forEach((got: Record<string, unknown>, index) => {
        const sent = rows[index]!;
        for (const name of ["u8", "u16", "u32", "i16", "i32", "flag", "seconds"] as const)
          expect(got[name]).toBe(sent[name]);
        for (const name of ["i64", "u64", "time", "ms"] as const) expect(got[name]).toBe(String(sent[name]));
        expect(toNumber(got["f32"] as string)).toSatisfy((value: number) =>
          Object.is(Math.fround(value), sent.f32),
        );
        expect(toNumber(got["f64"] as string)).toBe(sent.f64);
        expect(got["fixed"]).toBe(Buffer.from(sent.fixed).toString("hex").toUpperCase());
        expect(toDecimal(got["amount"] as string)).toBe(toDecimal(sent.amount));
        expect(got["text"]).toBe(hex(sent.text));
        expect(got["word"]).toBe(hex(sent.word));
        expect(got["words"]).toEqual(sent.words.map(hex));
        expect(got["map"]).toEqual([...sent.map].map(([key, value]) => [hex(key), hex(value)]));
        const figures = (got["figures"] as [string, string][]).map(([key, value]) => [key, toNumber(value)]);
        expect(figures).toEqual([...sent.figures].map(([key, value]) => [hex(key), value]));
      });
    }),
    { numRuns: 15 },
  );
});

// oxlint-disable-next-line vitest/expect-expect -- expectDictionary does
test.each([255, 256, 257])("a dictionary of %i texts", (count) => expectDictionary(count));

// oxlint-disable-next-line vitest/expect-expect -- expectDictionary does
test.each([65_535, 65_536, 65_537])("a dictionary of %i texts", { tags: ["extended"] }, (count) =>
  expectDictionary(count),
);

async function expectDictionary(count: number): Promise<void> {
  await command(
    client,
    "CREATE TABLE IF NOT EXISTS words (n UInt32, word LowCardinality(String)) ENGINE = MergeTree ORDER BY n",
  );
  await command(client, "TRUNCATE TABLE words");
  const columns = { n: numbers.uint32Column(), word: dictionaryColumn() };
  for (let n = 0; n < count; n++) {
    columns.n.add(n);
    columns.word.add(`word-${n}`);
  }
  await insertBlock(client, "INSERT INTO words (n, word)", writeBlock(columns, count));
  const [back] = await select<{ right: string }>(
    client,
    "SELECT toString(countIf(word = concat('word-', toString(n)))) AS right FROM words",
  );
  expect(back).toEqual({ right: String(count) });
}

test("a block whose columns differ in length is never sent", () => {
  const columns = { a: numbers.uint8Column(), b: numbers.uint8Column() };
  columns.a.add(1);
  expect(() => writeBlock(columns, 1)).toThrow("The column b has 0 rows instead of 1.");
});

test("the parts of a partition are those that are not merged yet", async () => {
  await command(client, "CREATE TABLE unmerged (day UInt8) ENGINE = MergeTree PARTITION BY day ORDER BY day");
  await command(client, "SYSTEM STOP MERGES unmerged");
  for (const day of [1, 2, 2, 2, 2, 1]) await command(client, `INSERT INTO unmerged VALUES (${day})`);
  expect(await readMostParts([client])).toBe(4);
});
