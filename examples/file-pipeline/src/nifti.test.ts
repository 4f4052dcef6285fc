import fc from "fast-check";
import { expect, test } from "vitest";

import { generateVolume } from "./generate.ts";
import { NiftiError, readNifti, writeNifti } from "./nifti.ts";
import { stages } from "./stages.ts";
import { rangeOf, type Volume } from "./volume.ts";

const volumes = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([width, height, depth]) =>
    fc.record<Volume>({
      dimensions: fc.constant([width, height, depth]),
      spacing: fc.constant([1, 2, 0.5]),
      voxels: fc
        .array(fc.float({ noNaN: true }), {
          minLength: width * height * depth,
          maxLength: width * height * depth,
        })
        .map((values) => Float32Array.from(values, (value) => value + 0)),
    }),
  );

test("what was written is read again, gzip or not", () => {
  fc.assert(
    fc.property(volumes, fc.boolean(), (volume, gzip) => {
      expect(readNifti(writeNifti(volume, gzip))).toEqual(volume);
    }),
  );
});

test("files of another byte order and type, scaled, as other programs write them", () => {
  const bytes = new Uint8Array(352 + 2 * 2);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, false);
  [1, 2].forEach((length, axis) => view.setInt16(40 + 2 * axis, length, false));
  view.setInt16(70, 4, false);
  view.setFloat32(108, 352, false);
  view.setFloat32(112, 0.5, false);
  view.setFloat32(116, 10, false);
  bytes.set(Buffer.from("n+1\0"), 344);
  [-4, 300].forEach((value, at) => view.setInt16(352 + 2 * at, value, false));
  const { dimensions, voxels } = readNifti(bytes);
  expect([dimensions, [...voxels]]).toEqual([
    [2, 1, 1],
    [8, 160],
  ]);
});

test("what is not a volume is refused with its reason, never read beyond its end", () => {
  const whole = writeNifti(generateVolume(2, 1), false);
  const refused = (change: (view: DataView) => void, cut = whole.length): (() => Volume) => {
    const bytes = whole.slice(0, cut);
    change(new DataView(bytes.buffer));
    return () => readNifti(bytes);
  };
  const nothing = (): void => {};
  expect(refused(nothing, 351)).toThrow("351 bytes");
  expect(refused(nothing, whole.length - 1)).toThrow("ends before");
  expect(refused((view) => view.setInt32(0, 540, true))).toThrow("NIfTI-1 header");
  expect(refused((view) => view.setUint8(344, 0))).toThrow("n+1");
  expect(refused((view) => view.setInt16(70, 1024, true))).toThrow("data type 1024");
  expect(refused((view) => view.setInt16(40, 4, true))).toThrow("4 axes");
  expect(refused((view) => view.setInt16(42, -1, true))).toThrow("-1 × 2 × 2");
  expect(refused((view) => view.setFloat32(108, Number.NaN, true))).toThrow(NiftiError);
  expect(() => readNifti(Uint8Array.of(0x1f, 0x8b, ...Array.from({ length: 400 }, () => 1)))).toThrow(
    "damaged gzip",
  );
});

test("stages do what they say", () => {
  const volume = generateVolume(9, 3);
  const after = (name: string): Volume => (stages[name] as (given: Volume) => Volume)(volume);
  expect(rangeOf(after("normalize"))).toEqual({ min: 0, max: 1 });
  expect(after("smooth").voxels).toHaveLength(9 ** 3);
  expect(rangeOf(after("smooth")).max).toBeLessThan(rangeOf(volume).max);
  expect(after("resample").dimensions).toEqual([5, 5, 5]);
  const { max } = rangeOf(volume);
  expect([...after("threshold").voxels].filter((value) => value > 0 && value < max / 2)).toEqual([]);
});

test("the same seed gives the same volume", () => {
  expect(generateVolume(6, 7)).toEqual(generateVolume(6, 7));
  expect(generateVolume(6, 7)).not.toEqual(generateVolume(6, 8));
});
