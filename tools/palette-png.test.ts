import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";

import { compressPng, decodePng, encodePalette, type Picture } from "./palette-png.ts";

const picture = (width: number, height: number, colorAt: (x: number, y: number) => number): Picture => ({
  width,
  height,
  pixels: Uint32Array.from({ length: width * height }, (_, at) =>
    colorAt(at % width, Math.floor(at / width)),
  ),
});

test("pictures of few colours are unchanged", () => {
  const sizes = fc.integer({ min: 1, max: 20 });
  const palettes = fc.array(fc.integer({ min: 0, max: 0xffffff }), { minLength: 1, maxLength: 256 });
  fc.assert(
    fc.property(sizes, sizes, palettes, (width, height, palette) => {
      const before = picture(width, height, (x, y) => palette[(x * 7 + y * 13) % palette.length]!);
      expect(decodePng(encodePalette(before))).toEqual(before);
    }),
  );
});

test("with many colours the frequent ones are unchanged, and others are near", () => {
  const before = picture(200, 200, (x, y) => (y < 100 ? 0x336699 : (x << 16) | (y << 8) | ((x * y) & 0xff)));
  const after = decodePng(encodePalette(before));
  expect(after.pixels.slice(0, 200 * 100)).toEqual(before.pixels.slice(0, 200 * 100));
  expect(new Set(after.pixels).size).toBeLessThanOrEqual(256);
  const furthest = before.pixels.reduce((most, color, at) => {
    const distances = [16, 8, 0].map(
      (shift) => ((color >> shift) & 0xff) - ((after.pixels[at]! >> shift) & 0xff),
    );
    return Math.max(most, ...distances.map(Math.abs));
  }, 0);
  expect(furthest).toBeLessThan(64);
});

test("the filters of rows are undone", () => {
  // two rows of each filter, RGB, of one pixel of the value 10 and one that differs from its prediction by 1
  const rows = [0, 1, 2, 3, 4].flatMap((filter) => [filter, 10, 10, 10, 1, 1, 1]);
  const chunks = [
    ["IHDR", Buffer.from([0, 0, 0, 2, 0, 0, 0, 5, 8, 2, 0, 0, 0])],
    ["IDAT", deflateSync(Buffer.from(rows))],
  ] as const;
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...chunks.flatMap(([type, data]) => {
      const size = Buffer.alloc(4);
      size.writeUInt32BE(data.length);
      return [size, Buffer.from(type), data, Buffer.alloc(4)];
    }),
  ]);
  const firsts = [...decodePng(png).pixels].map((color) => color & 0xff);
  // none; left; above; mean of both; Paeth
  expect(firsts).toEqual([10, 1, 10, 11, 20, 12, 20, 17, 30, 31]);
});

test("what is not a PNG of a browser is refused", () => {
  expect(() => compressPng(Buffer.from("GIF89a, made up"))).toThrow("does not begin as one");
});
