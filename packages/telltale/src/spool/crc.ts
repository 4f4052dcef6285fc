// CRC-32 (IEEE 802.3, as in gzip): by Node where it has it (20.15, 22.2), by a table elsewhere.
import { builtin } from "../engine/builtin.ts";

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
