// Tar archives as streams (POSIX ustar with pax headers for long paths and large files), which every `tar` reads and writes.
// Only what a back-up consists of: files and symbolic links.
import type { Readable } from "node:stream";

/** An entry to write. */
export type TarInput =
  | { readonly path: string; readonly size: number; readonly body: () => AsyncIterable<Uint8Array> }
  | { readonly path: string; readonly linkTo: string };

/** An entry that was read. `body` must be read to its end before the next entry is asked for; that of a link is empty. */
export interface TarEntry {
  readonly path: string;
  readonly size: number;
  readonly linkTo: string | undefined;
  readonly body: AsyncIterable<Buffer>;
}

/** What is wrong with an archive, for people. */
export class TarError extends Error {
  override readonly name = "TarError";
}

const block = 512;
const types = { file: "0", oldFile: "\0", link: "2", directory: "5", pax: "x", globalPax: "g" } as const;
/** Octal digits of a size: what is larger stands in a pax header. */
const maxPlainSize = 8 ** 11;

/** Writes `entries` as an archive. @throws {TarError} when a body has not the size that was said. */
export async function* writeTar(
  entries: AsyncIterable<TarInput> | Iterable<TarInput>,
): AsyncGenerator<Buffer> {
  for await (const entry of entries) {
    const size = "size" in entry ? entry.size : 0;
    yield* paxOf(entry.path, size);
    yield header({
      path: entry.path,
      size,
      type: "linkTo" in entry ? types.link : types.file,
      linkTo: "linkTo" in entry ? entry.linkTo : "",
    });
    if ("linkTo" in entry) continue;
    let written = 0;
    for await (const chunk of entry.body()) {
      written += chunk.length;
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
    if (written !== size)
      throw new TarError(`${entry.path} has ${written} bytes where ${size} were expected.`);
    yield padding(size);
  }
  yield Buffer.alloc(2 * block);
}

function* paxOf(path: string, size: number): Generator<Buffer> {
  const records = [
    ...(Buffer.byteLength(path) > 100 ? [paxRecord("path", path)] : []),
    ...(size >= maxPlainSize ? [paxRecord("size", String(size))] : []),
  ];
  if (records.length === 0) return;
  const body = Buffer.from(records.join(""));
  yield header({ path: "pax", size: body.length, type: types.pax, linkTo: "" });
  yield body;
  yield padding(body.length);
}

/** `LENGTH key=value\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

function header(of: { path: string; size: number; type: string; linkTo: string }): Buffer {
  const buffer = Buffer.alloc(block);
  buffer.write(of.path, 0, 100);
  buffer.write("0000600\0", 100);
  buffer.write("0000000\0", 108);
  buffer.write("0000000\0", 116);
  buffer.write(`${(of.size >= maxPlainSize ? 0 : of.size).toString(8).padStart(11, "0")}\0`, 124);
  buffer.write("00000000000\0", 136);
  buffer.write("        ", 148);
  buffer.write(of.type, 156);
  buffer.write(of.linkTo, 157, 100);
  buffer.write("ustar", 257);
  buffer.write("00", 263);
  buffer.write(`${checksum(buffer).toString(8).padStart(6, "0")}\0 `, 148);
  return buffer;
}

function checksum(buffer: Buffer): number {
  let sum = 0;
  for (let at = 0; at < block; at++) sum += at >= 148 && at < 156 ? 32 : buffer[at]!;
  return sum;
}

function padding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block);
}

/** Reads an archive. @throws {TarError} when it is none, or ends too early. */
export async function* readTar(stream: Readable | AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const source = createSource(stream);
  let pax: ReadonlyMap<string, string> = new Map();
  for (;;) {
    const head = await source.take(block);
    if (head.every((byte) => byte === 0)) return;
    if (Number.parseInt(text(head, 148, 8), 8) !== checksum(head))
      throw new TarError("this is no tar archive, or it is damaged");
    const type = text(head, 156, 1);
    const size = Number(pax.get("size") ?? Number.parseInt(text(head, 124, 12), 8));
    if (type === types.pax || type === types.globalPax) {
      const records = readPax(await source.take(size));
      await source.take(padding(size).length);
      if (type === types.pax) pax = records;
      continue;
    }
    const path = pax.get("path") ?? plainPath(head);
    const linkTo = type === types.link ? (pax.get("linkpath") ?? text(head, 157, 100)) : undefined;
    pax = new Map();
    if (type === types.directory) continue;
    if (type !== types.file && type !== types.oldFile && type !== types.link && type !== "")
      throw new TarError(`the entry ${path} is neither a file nor a link`);
    yield { path, size, linkTo, body: source.read(size) };
    await source.take(padding(size).length);
  }
}

function plainPath(head: Buffer): string {
  const prefix = text(head, 345, 155);
  return prefix === "" ? text(head, 0, 100) : `${prefix}/${text(head, 0, 100)}`;
}

function text(head: Buffer, at: number, length: number): string {
  const field = head.toString("utf8", at, at + length);
  const end = field.indexOf("\0");
  return end < 0 ? field : field.slice(0, end);
}

function readPax(body: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length;) {
    const length = Number.parseInt(body.toString("latin1", at, body.indexOf(32, at)), 10);
    if (!(length > 0)) throw new TarError("a header of it is damaged");
    const record = body.toString("utf8", body.indexOf(32, at) + 1, at + length - 1);
    const equals = record.indexOf("=");
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** A stream from which so many bytes are taken at a time. */
function createSource(stream: AsyncIterable<Uint8Array>): {
  take(length: number): Promise<Buffer>;
  read(length: number): AsyncGenerator<Buffer>;
} {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function* read(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      if (rest.length === 0) {
        const next = await chunks.next();
        if (next.done === true) throw new TarError("it ends too early");
        rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
        continue;
      }
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  return {
    read,
    async take(length) {
      const parts: Buffer[] = [];
      for await (const part of read(length)) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}
