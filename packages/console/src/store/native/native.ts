// ClickHouse's own block format, column by column: what an insert costs least with. Columns are filled row by row and written
// once. Format: https://clickhouse.com/docs/interfaces/formats/Native, and src/DataTypes/Serializations for the columns' insides.
// Numbers lie in memory as they travel (little-endian, as every processor the console runs on).

/** A column that is being filled. Its bytes may be handed out as views: nothing may be added once it was written. */
export interface Column {
  /** As ClickHouse names it. */
  readonly type: string;
  readonly rows: number;
  /** What its rows weigh for the engine, about: it spells out the keys of maps, which travel as numbers. */
  readonly bytes: number;
  /** What is before the data of the whole column: versions of the dictionaries inside. */
  writePrefix(out: Chunks): void;
  writeData(out: Chunks): void;
}

/** Columns of a block by name, in the order in which they are written. */
export type Columns = Readonly<Record<string, Column>>;

/** Pieces of a block, in order. */
export type Chunks = Uint8Array[];

/**
 * Writes one block.
 *
 * @throws {RangeError} when the columns do not have `rows` rows each.
 */
export function writeBlock(columns: Columns, rows: number): Chunks {
  const out: Chunks = [];
  const entries = Object.entries(columns);
  out.push(varint(entries.length), varint(rows));
  for (const [name, column] of entries) {
    if (column.rows !== rows)
      throw new RangeError(`The column ${name} has ${column.rows} rows instead of ${rows}.`);
    out.push(text(name), text(column.type));
    if (rows === 0) continue;
    column.writePrefix(out);
    column.writeData(out);
  }
  return out;
}

/** A string as the format has it: its length, then its bytes. */
function text(value: string): Uint8Array {
  return Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)]);
}

/** An unsigned number in groups of seven bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      bytes.push(rest);
      return Uint8Array.from(bytes);
    }
    bytes.push((rest % 128) | 128);
  }
}

/** One unsigned 64-bit number, which has to be a safe integer. */
export function uint64(value: number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
}
