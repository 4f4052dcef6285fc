// One batch as a file: a head of 20 bytes, then the request as it would have left. The head tells a whole file from a torn one:
// "TTS1", items, length of the request, CRC-32 of the head so far and of the request (all little-endian).
// The name holds what must be known without opening it: when it was made, its place among those of that moment, items, bytes.
import { builtin } from "../engine/runtime/builtin.ts";

const magic = 0x31535454;
const headBytes = 20;
const suffix = ".otlp";

/** What a name says. */
export interface BatchName {
  readonly name: string;
  /** Epoch ms; names sort by it, then by their number. */
  readonly madeMs: number;
  readonly items: number;
  /** Of the whole file. */
  readonly bytes: number;
}

/** A file read back. */
export interface BatchFile {
  readonly items: number;
  readonly body: Uint8Array;
}

/** The name of the `sequence`th file of this process, for a request of `bodyBytes`. */
export function toName(madeMs: number, sequence: number, items: number, bodyBytes: number): BatchName {
  const bytes = bodyBytes + headBytes;
  const name = `${pad(madeMs, 14)}-${pad(sequence, 9)}-${items}-${bytes}${suffix}`;
  return { name, madeMs, items, bytes };
}

/** Reads a name; undefined for files that are no batches. */
export function parseName(name: string): BatchName | undefined {
  const match = /^(\d{14})-\d{9}-(\d+)-(\d+)\.otlp$/.exec(name);
  if (match === null) return undefined;
  return { name, madeMs: Number(match[1]), items: Number(match[2]), bytes: Number(match[3]) };
}

/** Head of the file for `body`; the body follows it. */
export function headOf(items: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(magic, 0);
  head.writeUInt32LE(items, 4);
  head.writeUInt32LE(body.length, 8);
  head.writeUInt32LE(crc32(head.subarray(0, 12)), 12);
  head.writeUInt32LE(crc32(body), 16);
  return head;
}

/** The batch in `file`; undefined when it is torn or is none. */
export function parseFile(file: Uint8Array): BatchFile | undefined {
  if (file.length < headBytes) return undefined;
  const head = Buffer.from(file.buffer, file.byteOffset, headBytes);
  const body = file.subarray(headBytes);
  const whole =
    head.readUInt32LE(0) === magic &&
    head.readUInt32LE(8) === body.length &&
    head.readUInt32LE(12) === crc32(head.subarray(0, 12)) &&
    head.readUInt32LE(16) === crc32(body);
  return whole ? { items: head.readUInt32LE(4), body } : undefined;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

// CRC-32 (IEEE 802.3, as in gzip): by Node where it has it (20.15, 22.2), by a table elsewhere.
type Checksum = (bytes: Uint8Array, seed?: number) => number;

let known: Checksum | undefined;
let table: Uint32Array | undefined;

/** The checksum of `bytes`, continued from `seed`. */
export function crc32(bytes: Uint8Array, seed?: number): number {
  known ??= (builtin("zlib")() as { readonly crc32?: Checksum }).crc32 ?? tableCrc32;
  return known(bytes, seed);
}

/** The same without Node's help. */
export function tableCrc32(bytes: Uint8Array, seed = 0): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let crc = ~seed;
  for (let at = 0; at < bytes.length; at++) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}
