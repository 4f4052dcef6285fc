// Reads one file out of a ZIP archive.
import { inflateRawSync } from "node:zlib";

const signatures = { end: 0x06054b50, entry: 0x02014b50 } as const;

/**
 * The bytes of the file `name` in `archive`.
 *
 * @throws {Error} when there is no such file, or it is not stored or deflated.
 */
export function fileInZip(archive: Buffer, name: string): Buffer {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== signatures.end)
    throw new Error("Cannot read the archive: it is not a ZIP file.");
  let at = archive.readUInt32LE(end + 16);
  while (at < end && archive.readUInt32LE(at) === signatures.entry) {
    const [method, size, nameLength, extraLength, commentLength, local] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt16LE(at + 32),
      archive.readUInt32LE(at + 42),
    ] as const;
    if (archive.toString("utf8", at + 46, at + 46 + nameLength) === name) {
      const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const bytes = archive.subarray(begin, begin + size);
      if (method === 0) return bytes;
      if (method === 8) return inflateRawSync(bytes);
      throw new Error(`Cannot read ${name}: its compression ${method} is unknown.`);
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  throw new Error(`The archive has no file ${name}.`);
}
