// What can be done to a volume. A stage gets one and gives another; it knows nothing of files or telemetry.
import { rangeOf, type Volume } from "./volume.ts";

export type Stage = (volume: Volume) => Volume;

/** All stages, by the name they are asked for. */
export const stages: Readonly<Record<string, Stage>> = { normalize, smooth, threshold, resample };

/** Brings all values between 0 and 1. */
function normalize(volume: Volume): Volume {
  const { min, max } = rangeOf(volume);
  if (!(max > min)) throw new RangeError(`Cannot normalize: every voxel is ${min}.`);
  return { ...volume, voxels: volume.voxels.map((value) => (value - min) / (max - min)) };
}

/** Takes the mean of each voxel and its neighbours, along one axis after the other. */
function smooth(volume: Volume): Volume {
  const [width, height, depth] = volume.dimensions;
  let { voxels } = volume;
  for (const [stride, length] of [
    [1, width],
    [width, height],
    [width * height, depth],
  ] as const) {
    const before = voxels;
    voxels = before.map((value, at) => {
      const place = Math.floor(at / stride) % length;
      const lower = place > 0 ? (before[at - stride] as number) : value;
      const upper = place < length - 1 ? (before[at + stride] as number) : value;
      return (lower + value + upper) / 3;
    });
  }
  return { ...volume, voxels };
}

/** Sets what is darker than half of the brightest voxel to 0. */
function threshold(volume: Volume): Volume {
  const limit = rangeOf(volume).max / 2;
  return { ...volume, voxels: volume.voxels.map((value) => (value < limit ? 0 : value)) };
}

/** Halves the number of voxels along every axis: each new one is the first of its eight. */
function resample(volume: Volume): Volume {
  const [width, height, depth] = volume.dimensions;
  const dimensions = [Math.ceil(width / 2), Math.ceil(height / 2), Math.ceil(depth / 2)] as const;
  const [newWidth, newHeight] = dimensions;
  const voxels = new Float32Array(dimensions[0] * dimensions[1] * dimensions[2]);
  for (let at = 0; at < voxels.length; at++) {
    const x = at % newWidth;
    const y = Math.floor(at / newWidth) % newHeight;
    const z = Math.floor(at / (newWidth * newHeight));
    voxels[at] = volume.voxels[2 * x + width * (2 * y + height * 2 * z)] as number;
  }
  const [x, y, z] = volume.spacing;
  return { dimensions, spacing: [2 * x, 2 * y, 2 * z], voxels };
}
