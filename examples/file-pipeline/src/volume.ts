// A volume: a box of numbers, such as a scan of a head.

/** Voxels in the order x, y, z: the index of one is `x + width * (y + height * z)`. */
export interface Volume {
  /** Voxels along x, y and z. */
  readonly dimensions: readonly [width: number, height: number, depth: number];
  /** Millimetres from one voxel to the next along x, y and z. */
  readonly spacing: readonly [number, number, number];
  readonly voxels: Float32Array;
}

/** `32 × 32 × 16`. */
export function showDimensions({ dimensions }: Volume): string {
  return dimensions.join(" × ");
}

/** The least and the greatest value. */
export function rangeOf({ voxels }: Volume): { readonly min: number; readonly max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const value of voxels) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
