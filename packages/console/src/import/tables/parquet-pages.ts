// What the pages of the column chunks claim to hold. A few bytes may claim any number of values, and a decoder makes room for them all,
// so this is checked before anything is decoded.
import type { AsyncBuffer, ColumnMetaData, FileMetaData } from "hyparquet";
import { readOffsetIndex } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { ReadLimits } from "../limits.ts";
import { inMiB } from "../lines.ts";
import { ProblemError } from "../../problem/problem.ts";

export type PageLimits = Pick<ReadLimits, "maxColumnBytes" | "maxColumnValues" | "maxUnpackedBytes">;

/** What there is in the wanted columns of a row group. */
export interface GroupSize {
  readonly values: number;
  /** Uncompressed. */
  readonly bytes: number;
}

/**
 * What each row group that has rows holds.
 *
 * @throws {ProblemError} when a row group, or a wanted column in it, has more than it may, or all together.
 */
export async function sizesOfGroups(
  file: AsyncBuffer,
  { row_groups: groups }: FileMetaData,
  wanted: ReadonlySet<string>,
  limits: PageLimits,
): Promise<readonly GroupSize[]> {
  const sizes: GroupSize[] = [];
  let unpacked = 0;
  for (const { num_rows: rows, columns } of groups) {
    check(Number(rows), limits.maxColumnValues);
    let [values, bytes] = [0, 0];
    for (const { meta_data: column, offset_index_offset: at, offset_index_length: length } of columns) {
      if (column === undefined || !wanted.has(column.path_in_schema[0]!)) continue;
      const pages = await readPages(file, column, limits);
      values += pages.values;
      bytes += pages.bytes;
      if (at === undefined || length === undefined) continue;
      // The decoder begins where the index says: only a page that was looked at may be there.
      const view = new DataView(await file.slice(Number(at), Number(at) + length));
      for (const { offset } of readOffsetIndex({ view, offset: 0 }).page_locations)
        if (!pages.begins.has(Number(offset))) throw new Error(`no page begins at byte ${offset}`);
    }
    unpacked += bytes;
    if (unpacked > limits.maxUnpackedBytes) throw tooMuch(limits.maxUnpackedBytes);
    if (rows > 0) sizes.push({ values, bytes });
  }
  return sizes;
}

type PageHeader = ReturnType<typeof parquetHeader>;

interface Pages extends GroupSize {
  /** Where they begin. */
  readonly begins: ReadonlySet<number>;
}

async function readPages(
  file: AsyncBuffer,
  column: ColumnMetaData,
  { maxColumnValues: maxValues, maxColumnBytes }: PageLimits,
): Promise<Pages> {
  const begin = Number(column.dictionary_page_offset || column.data_page_offset);
  const view = new DataView(await file.slice(begin, begin + Number(column.total_compressed_size)));
  const reader = { view, offset: 0 };
  const begins = new Set<number>();
  let [values, bytes] = [0, 0];
  while (reader.offset < view.byteLength - 1) {
    begins.add(begin + reader.offset);
    const header = parquetHeader(reader);
    values += valuesOf(header, maxValues);
    check(values, maxValues);
    const { compressed_page_size: size, uncompressed_page_size: unpacked } = header as Partial<typeof header>;
    if (!isSize(size) || !isSize(unpacked))
      throw new Error(`the page at byte ${begin + reader.offset} has no size`);
    bytes += unpacked;
    if (bytes > maxColumnBytes) throw tooLarge(maxColumnBytes);
    reader.offset += size;
  }
  return { begins, values, bytes };
}

/** How many of the column a page has; those of a dictionary are not in it. */
function valuesOf(header: PageHeader, maxValues: number): number {
  const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: dictionary } = header;
  const counts = [v1?.num_values ?? 0, v2?.num_values ?? 0];
  // Nulls that are fewer than none would be more values.
  for (const count of [...counts, dictionary?.num_values ?? 0, v2?.num_nulls ?? 0]) check(count, maxValues);
  return counts[0]! + counts[1]!;
}

function isSize(bytes: number | undefined): bytes is number {
  return bytes !== undefined && bytes >= 0;
}

function check(count: number, most: number): void {
  if (count < 0) throw new Error(`a count is ${count}`);
  if (count <= most) return;
  throw new ProblemError(
    "FILE_NOT_READ",
    `Cannot read a row group of more than ${most} values in a column.`,
    "Write the file with smaller row groups.",
  );
}

export function tooLarge(maxColumnBytes: number): ProblemError {
  return new ProblemError(
    "FILE_NOT_READ",
    `Cannot read a column of more than ${inMiB(maxColumnBytes)} in one row group.`,
    "Write the file with smaller row groups.",
  );
}

function tooMuch(maxUnpackedBytes: number): ProblemError {
  return new ProblemError(
    "FILE_NOT_READ",
    `Cannot read it: decompressed it has more than ${inMiB(maxUnpackedBytes)}.`,
    "Split the file.",
  );
}
