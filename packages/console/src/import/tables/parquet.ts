// Parquet, read by row groups, and in parts where a group is large: no more is in the memory than one part and one column of a group.
// The decoder begins each part of a column at the begin of a page, which may be the whole column: so parts are as large as they may be.
import zlib from "node:zlib";
import type { Compressors, FileMetaData, ParquetParsers, ParquetScan } from "hyparquet";
import type { ReadLimits } from "../limits.ts";
import type { GroupSize, PageLimits } from "./parquet-pages.ts";
import type { Table, TableRow } from "./table.ts";
import { ProblemError } from "../../problem/problem.ts";

/** The first and the last bytes of a file. */
export const parquetMagic = "PAR1";

/** What is made of a part, about: at most this, unless a single row has more. */
const bytesOfPart = 128 * 1024 * 1024;
/** Of a value in a list of values. */
const bytesPerValue = 16;
/** Text becomes objects of their own. */
const bytesPerByte = 2;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const toText = (bytes: Uint8Array | undefined): string | undefined => bytes && decoder.decode(bytes);

/** Times as ns since 1970. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (ms) => ms * 1_000_000n,
  timestampFromMicroseconds: (micros) => micros * 1000n,
  timestampFromNanoseconds: (ns) => ns,
  stringFromBytes: toText,
  jsonFromBytes: toText,
};

/** zstd is what ClickHouse writes: by Node where it has it (22.15 and later), which is faster. */
const { zstdDecompressSync } = zlib;
const byNode: Compressors =
  typeof zstdDecompressSync === "function"
    ? { ZSTD: (input, bytes) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, bytes) }) }
    : {};

/** @param limits of a column in one row group, which is decoded as a whole, and of all row groups. */
export async function openParquet(
  path: string,
  limits: PageLimits & Pick<ReadLimits, "maxTableRows">,
): Promise<Table> {
  const { maxColumnBytes, maxTableRows } = limits;
  // Loaded where they are needed: a console that starts does not pay for them.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } = await import("hyparquet");
  const { sizesOfGroups, tooLarge } = await import("./parquet-pages.ts");
  const compressors = bounded(
    { ...(await import("hyparquet-compressors")).compressors, ...byNode },
    maxColumnBytes,
    tooLarge,
  );
  return explained("", async () => {
    const file = await asyncBufferFromFile(path);
    const metadata = withMapsAsEntries(await parquetMetadataAsync(file, { parsers }));
    if (hasLargeColumn(metadata, maxColumnBytes)) throw tooLarge(maxColumnBytes);
    refuseManyRows(metadata, maxTableRows);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const scan = await parquetScan({ file, metadata, compressors, parsers });
    return {
      format: "Parquet",
      columns,
      async *rows(wanted) {
        const sizes = await explained("", () => sizesOfGroups(file, metadata, wanted, limits));
        yield* rowsOf({ scan, columns, sizes }, wanted);
      },
    };
  });
}

/** A map is made an object by default, and keys like `__proto__` are lost; without its mark it is a list of entries. */
function withMapsAsEntries(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) =>
    element.converted_type === "MAP"
      ? { ...element, converted_type: undefined, logical_type: undefined }
      : element,
  );
  return { ...metadata, schema } as FileMetaData;
}

/** The header of a page has a size of its own, which may be larger than that of its column. */
function bounded(
  compressors: Compressors,
  maxColumnBytes: number,
  tooLarge: (maxBytes: number) => ProblemError,
): Compressors {
  const entries = Object.entries(compressors).map(([name, decompress]) => [
    name,
    (input: Uint8Array, bytes: number) => {
      if (bytes > maxColumnBytes) throw tooLarge(maxColumnBytes);
      return decompress(input, bytes);
    },
  ]);
  return Object.fromEntries(entries) as Compressors;
}

function hasLargeColumn({ row_groups: groups }: FileMetaData, maxColumnBytes: number): boolean {
  const sizes = groups.flatMap(({ columns }) =>
    columns.map(({ meta_data: column }) => column?.total_uncompressed_size ?? 0n),
  );
  return sizes.some((size) => size > maxColumnBytes);
}

function refuseManyRows({ row_groups: groups }: FileMetaData, maxTableRows: number): void {
  const rows = groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows <= maxTableRows) return;
  throw new ProblemError(
    "FILE_NOT_READ",
    `Cannot read a table of ${rows} rows: at most ${maxTableRows} are read.`,
    "Split the file, or import it with `telltale-console import` on the console's machine.",
  );
}

interface OpenFile {
  readonly scan: ParquetScan;
  readonly columns: readonly string[];
  /** Of the row groups that have rows, as `scan.ranges` are. */
  readonly sizes: readonly GroupSize[];
}

async function* rowsOf(
  { scan, columns, sizes }: OpenFile,
  wanted: ReadonlySet<string>,
): AsyncGenerator<TableRow> {
  for (const [group, range] of scan.ranges.entries()) {
    const most = rowsOfPart(range.rowEnd - range.rowStart, sizes[group]!);
    for (let from = range.rowStart; from < range.rowEnd; from += most) {
      const to = Math.min(range.rowEnd, from + most);
      const cells = await explained(`rows ${from + 1} to ${to}: `, () =>
        readPart(scan, columns, wanted, from, to),
      );
      for (let at = 0; at < to - from; at++) yield cells.map((column) => column?.[at]);
    }
  }
}

/** How many rows are decoded at a time. */
export function rowsOfPart(rows: number, { values, bytes }: GroupSize): number {
  const decoded = Math.max(rows, values) * bytesPerValue + bytes * bytesPerByte;
  return Math.max(1, Math.floor((rows * bytesOfPart) / Math.max(bytesOfPart, decoded)));
}

/** Its columns one after another: that of a large group is decoded as a whole before its part is taken. */
async function readPart(
  scan: ParquetScan,
  columns: readonly string[],
  wanted: ReadonlySet<string>,
  rowStart: number,
  rowEnd: number,
): Promise<readonly (ArrayLike<unknown> | undefined)[]> {
  const cells: (ArrayLike<unknown> | undefined)[] = [];
  for (const column of columns)
    cells.push(wanted.has(column) ? await scan.readColumn({ column, rowStart, rowEnd }) : undefined);
  return cells;
}

async function explained<T>(where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError(
      "FILE_NOT_READ",
      `Cannot read it as Parquet: ${where}${(cause as Error).message}.`,
      "It is truncated, damaged, or in an unknown format.",
      { cause },
    );
  }
}
