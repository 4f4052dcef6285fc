// Volumes to try the pipeline on: a few bright balls in noise, the same ones for the same seed.
import type { Volume } from "./volume.ts";

const balls = 5;

/** A cube of `size` voxels along each edge. */
export function generateVolume(size: number, seed: number): Volume {
  const random = createRandom(seed);
  const centres = Array.from({ length: balls }, () => ({
    x: random() * size,
    y: random() * size,
    z: random() * size,
    radius: size * (0.1 + random() * 0.15),
    brightness: 400 + random() * 600,
  }));
  const voxels = new Float32Array(size ** 3);
  for (let at = 0; at < voxels.length; at++) {
    const [x, y, z] = [at % size, Math.floor(at / size) % size, Math.floor(at / size ** 2)];
    let value = random() * 50;
    for (const ball of centres) {
      const away = Math.hypot(x - ball.x, y - ball.y, z - ball.z);
      if (away < ball.radius) value += ball.brightness * (1 - away / ball.radius);
    }
    voxels[at] = value;
  }
  return { dimensions: [size, size, size], spacing: [1, 1, 1], voxels };
}

/** Numbers from 0 to 1 that look random (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
