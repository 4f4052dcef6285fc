// Numbers in the range of their protobuf type: clamped, never wrapped around.

const MAX_UINT32 = 0xffff_ffff;
const MAX_INT32 = 0x7fff_ffff;
const MIN_INT32 = -0x8000_0000;
const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;
const MIN_INT64 = -0x8000_0000_0000_0000n;

/** `value` as a uint32: truncated to a whole number and clamped; `NaN` becomes 0. */
export function toUint32(value: number): number {
  if (!(value > 0)) return 0;
  return value >= MAX_UINT32 ? MAX_UINT32 : Math.trunc(value);
}

/** `value` as an int32: truncated to a whole number and clamped; `NaN` becomes 0. */
export function toInt32(value: number): number {
  if (value >= MAX_INT32) return MAX_INT32;
  if (value <= MIN_INT32) return MIN_INT32;
  return value | 0;
}

/** `value` clamped to a uint64. */
export function toUint64(value: bigint): bigint {
  if (value < 0n) return 0n;
  return value > MAX_UINT64 ? MAX_UINT64 : value;
}

/** `value` clamped to an int64. */
export function toInt64(value: bigint): bigint {
  if (value < MIN_INT64) return MIN_INT64;
  return value > MAX_INT64 ? MAX_INT64 : value;
}

/** The bigints from 0 to 127, shared: most counts are small, and each new bigint takes 24 bytes. */
export const SMALL_BIGINTS: readonly bigint[] = Array.from({ length: 128 }, (_, index) => BigInt(index));
