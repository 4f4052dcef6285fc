// NIfTI-1, the format of brain scans: a header of 348 bytes, then the voxels. Reads and writes single files (`.nii`), plain or gzip.
// https://nifti.nimh.nih.gov/nifti-1 has the header field by field.
import { gunzipSync, gzipSync } from "node:zlib";

import type { Volume } from "./volume.ts";

/** A file that is not a volume we can read. */
export class NiftiError extends Error {
  override readonly name: string = "NiftiError";
}

const headerBytes = 348;
/** The header, four bytes that say "no extension", then the voxels. */
const dataOffset = 352;
const magic = "n+1\0";
const maxVoxels = 512 ** 3;

interface DataType {
  readonly bytes: number;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

/** By their code in the header; what is written is always float32 (16). */
const dataTypes: Readonly<Record<number, DataType>> = {
  2: { bytes: 1, read: (view, at) => view.getUint8(at) },
  4: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  8: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  16: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  512: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
};

/** Reads a volume out of a file's bytes, gzip or not. @throws {NiftiError} when they are not a volume. */
export function readNifti(file: Uint8Array): Volume {
  const bytes = isGzip(file) ? unzip(file) : file;
  if (bytes.length < dataOffset)
    throw new NiftiError(`Cannot read a volume of ${bytes.length} bytes: a header alone has ${headerBytes}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getInt32(0, true) === headerBytes;
  if (!little && view.getInt32(0, false) !== headerBytes)
    throw new NiftiError("Cannot read a volume: the file does not begin with a NIfTI-1 header.");
  if (textAt(bytes, 344, 4) !== magic)
    throw new NiftiError("Cannot read a volume: it is not a single NIfTI-1 file (`n+1`).");
  return readVoxels(view, little);
}

function readVoxels(view: DataView, little: boolean): Volume {
  const code = view.getInt16(70, little);
  const type = dataTypes[code];
  if (type === undefined) throw new NiftiError(`Cannot read voxels of the data type ${code}.`);
  const axes = view.getInt16(40, little);
  if (axes < 1 || axes > 3) throw new NiftiError(`Cannot read a volume of ${axes} axes: expected 1 to 3.`);
  const along = (axis: number): number => (axis <= axes ? view.getInt16(40 + 2 * axis, little) : 1);
  const dimensions = [along(1), along(2), along(3)] as const;
  const count = dimensions[0] * dimensions[1] * dimensions[2];
  if (dimensions.some((length) => length < 1) || count > maxVoxels)
    throw new NiftiError(`Cannot read a volume of ${dimensions.join(" × ")} voxels.`);
  const offset = view.getFloat32(108, little);
  if (!(offset >= dataOffset) || offset + count * type.bytes > view.byteLength)
    throw new NiftiError(`Cannot read ${count} voxels: the file ends before.`);
  const slope = view.getFloat32(112, little) || 1;
  const intercept = view.getFloat32(112, little) === 0 ? 0 : view.getFloat32(116, little);
  const voxels = new Float32Array(count);
  for (let at = 0; at < count; at++)
    voxels[at] = type.read(view, offset + at * type.bytes, little) * slope + intercept;
  const apart = (axis: number): number => Math.abs(view.getFloat32(76 + 4 * axis, little)) || 1;
  return { dimensions, spacing: [apart(1), apart(2), apart(3)], voxels };
}

/** The bytes of a file with `volume` as float32, gzip where it is wanted. */
export function writeNifti({ dimensions, spacing, voxels }: Volume, gzip: boolean): Uint8Array {
  const bytes = new Uint8Array(dataOffset + voxels.length * 4);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, headerBytes, true);
  [3, ...dimensions, 1, 1, 1, 1].forEach((length, axis) => view.setInt16(40 + 2 * axis, length, true));
  view.setInt16(70, 16, true);
  view.setInt16(72, 32, true);
  [1, ...spacing].forEach((apart, axis) => view.setFloat32(76 + 4 * axis, apart, true));
  view.setFloat32(108, dataOffset, true);
  view.setFloat32(112, 1, true);
  view.setUint8(123, 2); // spacing is in millimetres
  bytes.set(new TextEncoder().encode(magic), 344);
  voxels.forEach((value, at) => view.setFloat32(dataOffset + at * 4, value, true));
  return gzip ? gzipSync(bytes) : bytes;
}

function isGzip(file: Uint8Array): boolean {
  return file[0] === 0x1f && file[1] === 0x8b;
}

function unzip(file: Uint8Array): Uint8Array {
  try {
    return gunzipSync(file);
  } catch (cause) {
    throw new NiftiError("Cannot read a volume: the file is damaged gzip.", { cause });
  }
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return new TextDecoder("latin1").decode(bytes.subarray(at, at + length));
}
