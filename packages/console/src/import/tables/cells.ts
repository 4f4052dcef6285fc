// Cells as values. Each function takes a cell of either format that is not empty, and throws when it is something else.
import { isObject } from "../../formats/shape.ts";

/** A cell, or a row, that cannot be read. The message says what is expected there. */
export class CellError extends Error {
  override readonly name = "CellError";
}

/** Reads one kind of cell. @throws {CellError} */
export type ReadCell<T> = (cell: unknown) => T;

export function text(cell: unknown): string {
  if (typeof cell === "string") return cell;
  if (typeof cell === "number" || typeof cell === "bigint" || typeof cell === "boolean") return String(cell);
  throw new CellError("text");
}

/** Whole numbers of a range, also those that some tools write as `12.0`. */
export function whole(min: bigint, max: bigint): ReadCell<bigint> {
  return (cell) => {
    const value = toWhole(cell);
    if (value === undefined || value < min || value > max)
      throw new CellError(`a whole number of ${min} to ${max}`);
    return value;
  };
}

/** As {@link whole}, for ranges that a number holds. */
export function small(max: number): ReadCell<number> {
  const read = whole(0n, BigInt(max));
  return (cell) => Number(read(cell));
}

function toWhole(cell: unknown): bigint | undefined {
  if (typeof cell === "bigint") return cell;
  if (typeof cell === "number") return Number.isSafeInteger(cell) ? BigInt(cell) : undefined;
  const digits = typeof cell === "string" ? /^\s*(-?\d{1,20})(?:\.0*)?\s*$/.exec(cell)?.[1] : undefined;
  return digits === undefined ? undefined : BigInt(digits);
}

export function double(cell: unknown): number {
  if (typeof cell === "number") return cell;
  if (typeof cell === "bigint") return Number(cell);
  const value = typeof cell === "string" ? toDouble(cell.trim().toLowerCase()) : undefined;
  if (value === undefined) throw new CellError("a number");
  return value;
}

const notFinite: Readonly<Record<string, number>> = {
  nan: NaN,
  "-nan": NaN,
  inf: Infinity,
  infinity: Infinity,
  "-inf": -Infinity,
  "-infinity": -Infinity,
};

function toDouble(cell: string): number | undefined {
  if (Object.hasOwn(notFinite, cell)) return notFinite[cell];
  const value = Number(cell);
  return cell === "" || Number.isNaN(value) ? undefined : value;
}

export function bool(cell: unknown): boolean {
  if (cell === true || cell === "true") return true;
  if (cell === false || cell === "false") return false;
  throw new CellError("true or false");
}

/** Hexadecimal digits, or the bytes themselves. */
export function id(bytes: 8 | 16): ReadCell<Uint8Array> {
  const digits = new RegExp(`^[0-9a-fA-F]{${bytes * 2}}$`);
  return (cell) => {
    if (typeof cell === "string" && digits.test(cell)) return Buffer.from(cell, "hex");
    if (cell instanceof Uint8Array && cell.length === bytes) return cell;
    throw new CellError(`${bytes * 2} hexadecimal digits`);
  };
}

const latestNs = (1n << 63n) - 1n;
const timeForm = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\s?(?:Z|UTC|([+-])(\d\d):?(\d\d)?)?$/;

/** Ns since 1970: a time as ISO 8601 (UTC where no offset says otherwise), or the number of ns itself. */
export function time(cell: unknown): bigint {
  const ns = typeof cell === "bigint" ? cell : typeof cell === "string" ? toNs(cell.trim()) : undefined;
  if (ns === undefined || ns < 0n || ns > latestNs)
    throw new CellError("a time like 2026-11-20 14:31:06.251, or nanoseconds since 1970");
  return ns;
}

function toNs(cell: string): bigint | undefined {
  const match = timeForm.exec(cell);
  // Fewer digits are seconds or milliseconds, and the column does not say which.
  if (match === null) return /^(0|\d{16,19})$/.test(cell) ? BigInt(cell) : undefined;
  const [, day, clock, fraction = "", sign, hours = "0", minutes = "0"] = match;
  const ms = Date.parse(`${day}T${clock}Z`);
  if (Number.isNaN(ms)) return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  return BigInt(ms - offsetMs) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** A list of Parquet, or an array of JSON. */
export function list<T>(read: ReadCell<T>, missing: T): ReadCell<readonly T[]> {
  return (cell) => {
    const values = typeof cell === "string" ? parseJson(cell) : cell;
    if (!Array.isArray(values)) throw new CellError("a list; in CSV a JSON array");
    return values.map((value: unknown) => (isEmpty(value) ? missing : read(value)));
  };
}

/**
 * The members of a map of Parquet, or of an object of JSON; those without a value are left out.
 *
 * Parquet's maps come as lists of their entries, so that no name of a key means anything to JavaScript.
 */
export function entries<T>(read: ReadCell<T>): ReadCell<readonly (readonly [string, T])[]> {
  return (cell) =>
    members(cell)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => [text(key), read(value)] as const);
}

function members(cell: unknown): readonly (readonly unknown[])[] {
  const value = typeof cell === "string" ? parseJson(cell) : cell;
  if (!isObject(value)) throw new CellError("a map; in CSV a JSON object");
  const own = Object.entries(value);
  const content = own.length === 1 ? own[0]![1] : undefined;
  return typeof cell !== "string" && Array.isArray(content)
    ? content.filter(isObject).map(Object.values)
    : own;
}

/** @throws {CellError} */
export function parseJson(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    throw new CellError("JSON");
  }
}

/** Whether the cell is empty. */
export function isEmpty(cell: unknown): boolean {
  return cell === undefined || cell === null || cell === "";
}
