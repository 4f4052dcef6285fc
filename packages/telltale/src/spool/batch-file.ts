// One batch as a file: a header of 20 bytes, then the request as it would have been sent. The header shows whether the file is complete:
// "TTS1", items, length of the request, CRC-32 of the header so far and of the request (all little-endian).
// The name holds what must be known without opening the file: time of creation, position among the files of that time, items, bytes.
import { builtin } from "../engine/runtime/builtin.ts";

const magic = 0x31535454;
const headerBytes = 20;
const suffix = ".otlp";
/** Added to the name of a file while it is being written. */
export const unfinished = ".tmp";

/** The parts of a file name. */
export interface BatchName {
  readonly name: string;
  /** Epoch ms; names sort by it, then by their sequence number. */
  readonly madeMs: number;
  readonly items: number;
  /** Of the whole file. */
  readonly bytes: number;
}

/** The content of a file. */
export interface BatchFile {
  readonly items: number;
  readonly body: Uint8Array;
}

/** The name of the `sequence`th file of this process, for a request of `bodyBytes`. */
export function toName(madeMs: number, sequence: number, items: number, bodyBytes: number): BatchName {
  const bytes = bodyBytes + headerBytes;
  const name = `${pad(madeMs, 14)}-${pad(sequence, 9)}-${items}-${bytes}${suffix}`;
  return { name, madeMs, items, bytes };
}

/** Reads a name; undefined when the file is not a batch. */
export function parseName(name: string): BatchName | undefined {
  const match = /^(\d{14})-\d{9}-(\d+)-(\d+)\.otlp$/.exec(name);
  if (match === null) return undefined;
  return { name, madeMs: Number(match[1]), items: Number(match[2]), bytes: Number(match[3]) };
}

/** The header of the file for `body`; the body follows it. */
export function headerOf(items: number, body: Uint8Array): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(items, 4);
  header.writeUInt32LE(body.length, 8);
  header.writeUInt32LE(crc32(header.subarray(0, 12)), 12);
  header.writeUInt32LE(crc32(body), 16);
  return header;
}

/** The batch in `file`; undefined when it is incomplete or not a batch. */
export function parseFile(file: Uint8Array): BatchFile | undefined {
  if (file.length < headerBytes) return undefined;
  const header = Buffer.from(file.buffer, file.byteOffset, headerBytes);
  const body = file.subarray(headerBytes);
  const whole =
    header.readUInt32LE(0) === magic &&
    header.readUInt32LE(8) === body.length &&
    header.readUInt32LE(12) === crc32(header.subarray(0, 12)) &&
    header.readUInt32LE(16) === crc32(body);
  return whole ? { items: header.readUInt32LE(4), body } : undefined;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

// CRC-32 (IEEE 802.3, as in gzip): Node's own from 20.15 and 22.2, else computed with a table.
type Checksum = (bytes: Uint8Array, seed?: number) => number;

let known: Checksum | undefined;
let table: Uint32Array | undefined;

/** The checksum of `bytes`, continued from `seed`. */
export function crc32(bytes: Uint8Array, seed?: number): number {
  known ??= (builtin("zlib")() as { readonly crc32?: Checksum }).crc32 ?? tableCrc32;
  return known(bytes, seed);
}

/** Does the same without Node's function. */
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
