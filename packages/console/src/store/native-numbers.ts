// Columns whose values have a fixed width: numbers, times, decimals, ids.
import type { Chunks, Column } from "./native.ts";

/** A column that takes one value a row. */
export interface ValueColumn<Value> extends Column {
  add(value: Value): void;
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int16Array | Int32Array | Float32Array | Float64Array;
type BigNumbers = BigInt64Array | BigUint64Array;

export const uint8Column = (): ValueColumn<number> => numbers("UInt8", (length) => new Uint8Array(length));
export const uint16Column = (): ValueColumn<number> => numbers("UInt16", (length) => new Uint16Array(length));
export const uint32Column = (): ValueColumn<number> => numbers("UInt32", (length) => new Uint32Array(length));
export const int16Column = (): ValueColumn<number> => numbers("Int16", (length) => new Int16Array(length));
export const int32Column = (): ValueColumn<number> => numbers("Int32", (length) => new Int32Array(length));
export const float32Column = (): ValueColumn<number> =>
  numbers("Float32", (length) => new Float32Array(length));
export const float64Column = (): ValueColumn<number> =>
  numbers("Float64", (length) => new Float64Array(length));
export const int64Column = (): ValueColumn<bigint> =>
  bigNumbers("Int64", (length) => new BigInt64Array(length));
export const uint64Column = (): ValueColumn<bigint> =>
  bigNumbers("UInt64", (length) => new BigUint64Array(length));
/** Takes Unix ns. */
export const timeNsColumn = (): ValueColumn<bigint> =>
  bigNumbers("DateTime64(9, 'UTC')", (length) => new BigInt64Array(length));
/** Takes Unix ms. */
export const timeMsColumn = (): ValueColumn<number> =>
  mapped(
    bigNumbers("DateTime64(3, 'UTC')", (length) => new BigInt64Array(length)),
    (ms) => BigInt(Math.trunc(ms)),
  );
/** Takes Unix seconds. */
export const timeSecondsColumn = (): ValueColumn<number> =>
  numbers("DateTime('UTC')", (length) => new Uint32Array(length));
export const boolColumn = (): ValueColumn<boolean> =>
  mapped(
    numbers("Bool", (length) => new Uint8Array(length)),
    Number,
  );

/** A column of the same value in each of `rows` rows. */
export function constantSeconds(seconds: number, rows: number): Column {
  const column = new Uint32Array(rows).fill(seconds);
  return {
    type: "DateTime('UTC')",
    rows,
    bytes: rows * 4,
    writePrefix: nothing,
    writeData: (out) => out.push(bytesOf(column, rows)),
  };
}

/** Takes bytes; shorter ones are filled up with zeros, longer ones are cut. */
export function fixedStringColumn(width: number): ValueColumn<Uint8Array> {
  let data = new Uint8Array(width * 64);
  let rows = 0;
  return {
    type: `FixedString(${width})`,
    get rows() {
      return rows;
    },
    get bytes() {
      return rows * width;
    },
    add(value) {
      const at = rows * width;
      if (at === data.length) data = grown(data, new Uint8Array(data.length * 2));
      const length = Math.min(width, value.length);
      for (let index = 0; index < length; index++) data[at + index] = value[index]!;
      rows += 1;
    },
    writePrefix: nothing,
    writeData: (out) => out.push(data.subarray(0, rows * width)),
  };
}

/** Takes decimal text like `-12.50`, with at most nine places; `undefined` becomes zero. */
export function decimalColumn(): ValueColumn<string | undefined> {
  const words = bigNumbers("Decimal(38, 9)", (length) => new BigUint64Array(length));
  return {
    type: words.type,
    get rows() {
      return words.rows / 2;
    },
    get bytes() {
      return words.bytes;
    },
    add(value) {
      const scaled = value === undefined ? 0n : scale(value);
      words.add(BigInt.asUintN(64, scaled));
      words.add(BigInt.asUintN(64, scaled >> 64n));
    },
    writePrefix: nothing,
    writeData: words.writeData,
  };
}

const places = 9;

function scale(value: string): bigint {
  const [whole = "0", fraction = ""] = value.split(".");
  return BigInt(whole + fraction.slice(0, places).padEnd(places, "0"));
}

function numbers(type: string, create: (length: number) => Numbers): ValueColumn<number> {
  let data = create(64);
  let rows = 0;
  return {
    type,
    get rows() {
      return rows;
    },
    get bytes() {
      return rows * data.BYTES_PER_ELEMENT;
    },
    add(value) {
      if (rows === data.length) data = grown(data, create(rows * 2));
      data[rows++] = value;
    },
    writePrefix: nothing,
    writeData: (out) => out.push(bytesOf(data, rows)),
  };
}

function bigNumbers(type: string, create: (length: number) => BigNumbers): ValueColumn<bigint> {
  let data = create(64);
  let rows = 0;
  return {
    type,
    get rows() {
      return rows;
    },
    get bytes() {
      return rows * 8;
    },
    add(value) {
      if (rows === data.length) data = grown(data, create(rows * 2));
      data[rows++] = value;
    },
    writePrefix: nothing,
    writeData: (out) => out.push(bytesOf(data, rows)),
  };
}

function mapped<From, To>(column: ValueColumn<To>, convert: (value: From) => To): ValueColumn<From> {
  const { add } = column;
  return {
    type: column.type,
    get rows() {
      return column.rows;
    },
    get bytes() {
      return column.bytes;
    },
    add: (value) => add(convert(value)),
    writePrefix: nothing,
    writeData: column.writeData,
  };
}

function grown<Data extends Numbers | BigNumbers>(from: Data, to: Data): Data {
  (to as Uint8Array).set(from as Uint8Array);
  return to;
}

function bytesOf(data: Numbers | BigNumbers, rows: number): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, rows * data.BYTES_PER_ELEMENT);
}

export function nothing(_out: Chunks): void {
  // Columns of fixed width have no prefix.
}
