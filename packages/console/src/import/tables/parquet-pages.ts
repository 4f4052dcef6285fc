// How many values the pages of a column chunk claim to have. A few bytes may claim any number, and a decoder makes room for them all, so
// this is checked before anything is decoded.
import type { AsyncBuffer, ColumnMetaData, FileMetaData } from "hyparquet";
import { readOffsetIndex } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { ProblemError } from "../../problem/problem.ts";

/** @throws {ProblemError} when a row group, or the pages of a wanted column in it, have more than `maxValues`. */
export async function refuseManyValues(
  file: AsyncBuffer,
  { row_groups: groups }: FileMetaData,
  wanted: ReadonlySet<string>,
  maxValues: number,
): Promise<void> {
  for (const { num_rows: rows, columns } of groups) {
    check(Number(rows), maxValues);
    for (const { meta_data: column, offset_index_offset: at, offset_index_length: length } of columns) {
      if (column === undefined || !wanted.has(column.path_in_schema[0]!)) continue;
      const pages = await readPages(file, column, maxValues);
      if (at === undefined || length === undefined) continue;
      // The decoder begins where the index says: only a page that was looked at may be there.
      const view = new DataView(await file.slice(Number(at), Number(at) + length));
      for (const { offset } of readOffsetIndex({ view, offset: 0 }).page_locations)
        if (!pages.has(Number(offset))) throw new Error(`no page begins at byte ${offset}`);
    }
  }
}

/** Where its pages begin. */
async function readPages(
  file: AsyncBuffer,
  column: ColumnMetaData,
  maxValues: number,
): Promise<ReadonlySet<number>> {
  const begin = Number(column.dictionary_page_offset || column.data_page_offset);
  const view = new DataView(await file.slice(begin, begin + Number(column.total_compressed_size)));
  const reader = { view, offset: 0 };
  const pages = new Set<number>();
  let values = 0;
  while (reader.offset < view.byteLength - 1) {
    pages.add(begin + reader.offset);
    const header = parquetHeader(reader);
    const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: dictionary } = header;
    check(dictionary?.num_values ?? 0, maxValues);
    // Nulls that are fewer than none would be more values.
    check(v2?.num_nulls ?? 0, maxValues);
    for (const count of [v1?.num_values ?? 0, v2?.num_values ?? 0]) {
      check(count, maxValues);
      values += count;
    }
    check(values, maxValues);
    const { compressed_page_size: size } = header as Partial<typeof header>;
    if (size === undefined || size < 0)
      throw new Error(`the page at byte ${begin + reader.offset} has no size`);
    reader.offset += size;
  }
  return pages;
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
