// Parquet files of few bytes that represent many values, made by hand: each column is one value again and again, in one page.

/** Thrift's compact protocol, as much of it as such a file needs. */
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

interface Pages {
  readonly type: number;
  readonly encoding: number;
  readonly bytes: readonly number[];
  /** From the beginning of `bytes`. */
  readonly dataAt: number;
}

/** `true`, so many times. */
function flags(values: number): Pages {
  const run = [...varint(values * 2), 1];
  const page = [run.length, 0, 0, 0, ...run];
  const header = struct({
    1: i32(0),
    2: i32(page.length),
    3: i32(page.length),
    5: struct({ 1: i32(values), 2: i32(3), 3: i32(3), 4: i32(3) }),
  })[1];
  return { type: 0, encoding: 3, bytes: [...header, ...page], dataAt: 0 };
}

/** A text, so many times: a dictionary of one entry, and a run. */
function texts(value: string, values: number): Pages {
  const dictionary = [value.length, 0, 0, 0, ...Buffer.from(value)];
  const first = [
    ...struct({
      1: i32(2),
      2: i32(dictionary.length),
      3: i32(dictionary.length),
      7: struct({ 1: i32(1), 2: i32(0) }),
    })[1],
    ...dictionary,
  ];
  const page = [1, ...varint(values * 2), 0];
  const header = struct({
    1: i32(0),
    2: i32(page.length),
    3: i32(page.length),
    5: struct({ 1: i32(values), 2: i32(8), 3: i32(3), 4: i32(3) }),
  })[1];
  return { type: 6, encoding: 8, bytes: [...first, ...header, ...page], dataAt: first.length };
}

export interface ParquetContent {
  /** By name: `true`, or a text of less than 128 characters. */
  readonly columns: Readonly<Record<string, true | string>>;
  /** Of each row group. */
  readonly rows: number;
  /** That each page claims to have. Default: as many as rows. */
  readonly values?: number;
  /** All have the same pages. Default: 1. */
  readonly groups?: number;
}

export function parquetFile({ columns, rows, values = rows, groups = 1 }: ParquetContent): Buffer {
  const content = [...Buffer.from("PAR1")];
  const entries = Object.entries(columns).map(([name, value]) => {
    const pages = value === true ? flags(values) : texts(value, values);
    const at = content.length;
    const size = pages.bytes.length;
    content.push(...pages.bytes);
    const chunk = struct({
      1: i32(pages.type),
      2: list(i32(pages.encoding)),
      3: list(text(name)),
      4: i32(0),
      5: i64(rows),
      6: i64(size),
      7: i64(size),
      9: i64(at + pages.dataAt),
      ...(pages.dataAt > 0 && { 11: i64(at) }),
    });
    return {
      schema: struct({ 1: i32(pages.type), 3: i32(0), 4: text(name), ...(value !== true && { 6: i32(0) }) }),
      chunk: struct({ 2: i64(at), 3: chunk }),
      size,
    };
  });
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  const group = struct({ 1: list(...entries.map(({ chunk }) => chunk)), 2: i64(bytes), 3: i64(rows) });
  const footer = struct({
    1: i32(1),
    2: list(struct({ 4: text("root"), 5: i32(entries.length) }), ...entries.map(({ schema }) => schema)),
    3: i64(rows * groups),
    4: list(...Array.from({ length: groups }, () => group)),
  })[1];
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([Buffer.from(content), Buffer.from(footer), length, Buffer.from("PAR1")]);
}
