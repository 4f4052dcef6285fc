// Columns whose values have a fixed width: numbers, times, decimals, ids.
import type { Chunks, Column } from "./native.ts";

/** A column that takes one value a row. */
export interface ValueColumn<Value> extends Column {
  add(value: Value): void;
}

/** Takes an int64 also as its two halves, which saves making a `bigint`. */
export interface Int64Column extends ValueColumn<bigint> {
  addWords(low: number, high: number): void;
}

export const uint8Column = (): ValueColumn<number> =>
  numbers("UInt8", 1, (view, at, value) => view.setUint8(at, value));
export const uint16Column = (): ValueColumn<number> =>
  numbers("UInt16", 2, (view, at, value) => view.setUint16(at, value, true));
export const uint32Column = (): ValueColumn<number> =>
  numbers("UInt32", 4, (view, at, value) => view.setUint32(at, value, true));
export const int16Column = (): ValueColumn<number> =>
  numbers("Int16", 2, (view, at, value) => view.setInt16(at, value, true));
export const int32Column = (): ValueColumn<number> =>
  numbers("Int32", 4, (view, at, value) => view.setInt32(at, value, true));
export const float32Column = (): ValueColumn<number> =>
  numbers("Float32", 4, (view, at, value) => view.setFloat32(at, value, true));
export const float64Column = (): ValueColumn<number> =>
  numbers("Float64", 8, (view, at, value) => view.setFloat64(at, value, true));
export const boolColumn = (): ValueColumn<boolean> =>
  numbers("Bool", 1, (view, at, value) => view.setUint8(at, value ? 1 : 0));
/** Takes Unix seconds. */
export const timeSecondsColumn = (): ValueColumn<number> =>
  numbers("DateTime('UTC')", 4, (view, at, value) => view.setUint32(at, value, true));
/** Takes Unix ms. */
export const timeMsColumn = (): ValueColumn<number> =>
  numbers("DateTime64(3, 'UTC')", 8, (view, at, value) =>
    view.setBigInt64(at, BigInt(Math.trunc(value)), true),
  );
export const int64Column = (): Int64Column => words("Int64");
export const uint64Column = (): ValueColumn<bigint> => words("UInt64");
/** Takes Unix ns. */
export const timeNsColumn = (): ValueColumn<bigint> => words("DateTime64(9, 'UTC')");

/** A column of the same value in each of `rows` rows. */
export function constantSeconds(seconds: number, rows: number): Column {
  const column = new Uint32Array(rows).fill(seconds);
  return {
    type: "DateTime('UTC')",
    rows,
    bytes: rows * 4,
    writePrefix: nothing,
    writeData: (out) => out.push(new Uint8Array(column.buffer)),
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
      if (at === data.length) data = grown(data);
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
  const halves = words("Decimal(38, 9)");
  return {
    type: halves.type,
    get rows() {
      return halves.rows / 2;
    },
    get bytes() {
      return halves.bytes;
    },
    add(value) {
      const scaled = value === undefined ? 0n : scale(value);
      halves.add(BigInt.asUintN(64, scaled));
      halves.add(BigInt.asUintN(64, scaled >> 64n));
    },
    writePrefix: nothing,
    writeData: halves.writeData,
  };
}

const places = 9;

function scale(value: string): bigint {
  const [whole = "0", fraction = ""] = value.split(".");
  return BigInt(whole + fraction.slice(0, places).padEnd(places, "0"));
}

/** @param store writes one value; each type brings its own, so that the engine below sees one kind of write in each. */
function numbers<Value>(
  type: string,
  width: number,
  store: (view: DataView, at: number, value: Value) => void,
): ValueColumn<Value> {
  let data = new Uint8Array(width * 64);
  let view = new DataView(data.buffer);
  let end = 0;
  return {
    type,
    get rows() {
      return end / width;
    },
    get bytes() {
      return end;
    },
    add(value) {
      if (end === data.length) {
        data = grown(data);
        view = new DataView(data.buffer);
      }
      store(view, end, value);
      end += width;
    },
    writePrefix: nothing,
    writeData: (out) => out.push(data.subarray(0, end)),
  };
}

/** Whole numbers of 64 bits, with a sign or without. */
function words(type: string): Int64Column {
  let data = new Uint8Array(512);
  let longs = new BigInt64Array(data.buffer);
  let halves = new Int32Array(data.buffer);
  let rows = 0;

  function grow(): void {
    data = grown(data);
    longs = new BigInt64Array(data.buffer);
    halves = new Int32Array(data.buffer);
  }

  return {
    type,
    get rows() {
      return rows;
    },
    get bytes() {
      return rows * 8;
    },
    add(value) {
      if (rows === longs.length) grow();
      longs[rows++] = value;
    },
    addWords(low, high) {
      if (rows === longs.length) grow();
      halves[rows * 2] = low;
      halves[rows * 2 + 1] = high;
      rows += 1;
    },
    writePrefix: nothing,
    writeData: (out) => out.push(data.subarray(0, rows * 8)),
  };
}

function grown(data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(data.length * 2);
  larger.set(data);
  return larger;
}

export function nothing(_out: Chunks): void {
  // Columns of fixed width have no prefix.
}
