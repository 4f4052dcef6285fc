// How much may come out of compressed bytes. Few bytes must not make much work.

/**
 * Decompressed bytes from one compressed byte. Real traffic has 11 to 35; the most repetitive requests of OTLP JSON that measure something
 * (100,000 empty histograms) have 97 with gzip and 200 with zstd; zeros have 1,032 and more than 10,000.
 */
export const maxRatio = 256;

/** Below this the ratio does not matter. */
const freeBytes = 4 * 1024 * 1024;

/** Whether so much out of so little is more than may be. */
export function isOverRatio(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > freeBytes && unpackedBytes > packedBytes * maxRatio;
}
