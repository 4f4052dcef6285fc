// Opens a file and detects its kind from its first bytes. Files may be compressed with gzip.
import { open, stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isCsvHeader } from "./tables/csv.ts";
import { parquetMagic } from "./tables/parquet.ts";
import { ProblemError } from "../problem/problem.ts";

export type InputFile =
  | { readonly kind: "JSON"; readonly stream: Readable }
  | { readonly kind: "CSV"; readonly stream: Readable; readonly firstLine: string }
  | { readonly kind: "Parquet"; readonly path: string };

/** What is looked at; the names of a table's columns are shorter. */
const maxHeadBytes = 64 * 1024;

/**
 * Opens `path`; `-` is standard input.
 *
 * @throws {ProblemError} when it cannot be opened.
 */
export async function openFile(path: string): Promise<InputFile> {
  const { stream, isFile } = await openStream(path);
  const raw = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  // A pipe is read once: the bytes that identify gzip belong to the file.
  const begin = await explained(() => readHead(raw, none, ({ length }) => length >= 2));
  const isGzip = begin.length >= 2 && begin.readUInt16BE() === 0x1f8b;
  const chunks = isGzip ? unzipped(begin, raw) : raw;
  const head = await explained(() => readHead(chunks, isGzip ? none : begin, hasFirstLine));
  if (head.toString("latin1", 0, parquetMagic.length) === parquetMagic) {
    await chunks.return?.();
    if (isFile && !isGzip) return { kind: "Parquet", path };
    throw new ProblemError(
      "FILE_NOT_READ",
      "Cannot read Parquet from standard input, a pipe or out of gzip, because it is read from its end: save it as a file.",
    );
  }
  const whole = Readable.from(headAndRest(head, chunks), { objectMode: false });
  const firstLine = head.toString("utf8").split(/\r?\n/, 1)[0]!;
  return isCsvHeader(firstLine) ? { kind: "CSV", stream: whole, firstLine } : { kind: "JSON", stream: whole };
}

async function openStream(path: string): Promise<{ readonly stream: Readable; readonly isFile: boolean }> {
  if (path === "-") return { stream: process.stdin, isFile: false };
  try {
    const stats = await stat(path);
    if (stats.isDirectory())
      throw new ProblemError(
        "FILE_NOT_READ",
        "Cannot read it: it is a directory.",
        "Name the files in it, for example `DIR/*.json`.",
      );
    return { stream: (await open(path)).createReadStream(), isFile: stats.isFile() };
  } catch (cause) {
    throw cause instanceof ProblemError
      ? cause
      : new ProblemError("FILE_NOT_READ", `Cannot open it: ${(cause as Error).message}.`, "", { cause });
  }
}

/** Whoever reads it gets the errors of what is unzipped, too. */
function unzipped(begin: Buffer, rest: AsyncIterator<Buffer>): AsyncIterator<Buffer> {
  const zipped = Readable.from(headAndRest(begin, rest), { objectMode: false });
  const plain: AsyncIterable<Buffer> = pipeline(zipped, createGunzip(), () => {});
  return plain[Symbol.asyncIterator]();
}

const none = Buffer.alloc(0);

/** The first line, or as much of it as is looked at. */
function hasFirstLine(head: Buffer): boolean {
  return head.length >= maxHeadBytes || head.includes("\n");
}

/** `head` and what follows, until it `isEnough` or nothing follows. */
async function readHead(
  chunks: AsyncIterator<Buffer>,
  begin: Buffer,
  isEnough: (head: Buffer) => boolean,
): Promise<Buffer> {
  let head = begin;
  while (!isEnough(head)) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* headAndRest(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (;;) {
      const next = await explained(() => chunks.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

async function explained<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    const { message, code } = cause as NodeJS.ErrnoException;
    const hint = code?.startsWith("Z_") === true ? " It is cut off or damaged." : "";
    throw new ProblemError("FILE_NOT_READ", `Cannot read it: ${message}.${hint}`, "", { cause });
  }
}
