// How much the source maps of a tenant may take, and which of them are removed when they take more.

/** Of all maps together, gzipped. */
export const storageLimits = { bytes: 1024 ** 3, maps: 20_000 } as const;

/** So much of the limits is used after maps were removed, so that not every upload removes some. */
const keptShare = 0.9;

/** The oldest maps that exceed `limits`, of `sizes` from the oldest to the newest; never the one just uploaded. */
export function toRemove(
  sizes: readonly { readonly debugId: string; readonly bytes: number }[],
  uploaded: string,
  limits: { readonly bytes: number; readonly maps: number } = storageLimits,
): readonly string[] {
  let bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  let count = sizes.length;
  if (bytes <= limits.bytes && count <= limits.maps) return [];
  const removed: string[] = [];
  for (const size of sizes) {
    if (bytes <= limits.bytes * keptShare && count <= limits.maps * keptShare) break;
    if (size.debugId === uploaded) continue;
    removed.push(size.debugId);
    bytes -= size.bytes;
    count -= 1;
  }
  return removed;
}
