// Opens a file and detects its kind from its first bytes. Files may be compressed with gzip.
import { open, stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { refuseBinary } from "./binary.ts";
import { ownLimits, type ReadLimits } from "./limits.ts";
import { inMiB } from "./lines.ts";
import { isCsvHeader } from "./tables/csv.ts";
import { parquetMagic } from "./tables/parquet.ts";
import { ProblemError } from "../problem/problem.ts";
import { isOverRatio, maxRatio } from "../receive/ratio.ts";

export type InputFile =
  | { readonly kind: "empty" }
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
  return openInput(stream, async (_content, isPacked) => {
    if (isFile && !isPacked) return path;
    throw new ProblemError(
      "FILE_NOT_READ",
      "Cannot read Parquet from standard input, a pipe or out of gzip, because it is read from its end: save it as a file.",
    );
  });
}

/** The path of a file with `content`, for formats that are read from their end. `content` may be left unread. */
type ToFile = (content: AsyncIterable<Buffer>, isPacked: boolean) => Promise<string>;

/**
 * Detects the kind of `content`.
 *
 * @throws {ProblemError} for a binary file of another kind, and what `toFile` throws.
 */
export async function openInput(
  content: AsyncIterable<Buffer>,
  toFile: ToFile,
  limits: Pick<ReadLimits, "maxUnpackedBytes" | "hasAnyRatio"> = ownLimits,
): Promise<InputFile> {
  const raw = content[Symbol.asyncIterator]();
  // A pipe is read once: the bytes that identify gzip belong to the file.
  const begin = await explained(() => readHead(raw, none, ({ length }) => length >= 2));
  const isGzip = begin.length >= 2 && begin.readUInt16BE() === 0x1f8b;
  const chunks = isGzip ? unzipped(headAndRest(begin, raw), limits) : raw;
  const head = await explained(() => readHead(chunks, isGzip ? none : begin, hasFirstLine));
  if (head.length === 0) return { kind: "empty" };
  if (head.toString("latin1", 0, parquetMagic.length) === parquetMagic) {
    const path = await toFile(headAndRest(head, chunks), isGzip);
    await chunks.return?.();
    return { kind: "Parquet", path };
  }
  const firstLine = head.toString("utf8").split(/\r?\n/, 1)[0]!;
  const isCsv = isCsvHeader(firstLine);
  // Cells of CSV may hold any character.
  if (!isCsv) refuseBinary(head);
  const stream = Readable.from(headAndRest(head, chunks), { objectMode: false });
  return isCsv ? { kind: "CSV", stream, firstLine } : { kind: "JSON", stream };
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

/** A busy event loop has few turns, and each piece costs one. */
const pieceBytes = 256 * 1024;

/** Its reader also gets the errors of the decompression. */
async function* unzipped(
  content: AsyncGenerator<Buffer>,
  { maxUnpackedBytes, hasAnyRatio }: Pick<ReadLimits, "maxUnpackedBytes" | "hasAnyRatio">,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  const pieces = pipeline(Readable.from(content, { objectMode: false }), gunzip, () => {});
  let bytes = 0;
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxUnpackedBytes)
      throw new ProblemError(
        "FILE_NOT_READ",
        `Cannot read it: decompressed it has more than ${inMiB(maxUnpackedBytes)}.`,
        "Split the file.",
      );
    if (!hasAnyRatio && isOverRatio(bytes, gunzip.bytesWritten))
      throw new ProblemError(
        "FILE_NOT_READ",
        `Cannot read it: decompressed it has more than ${maxRatio} times its size.`,
        "Decompress it, and import it as it is.",
      );
    yield piece;
  }
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
    const isDamaged = code?.startsWith("Z_") === true;
    throw new ProblemError(
      "FILE_NOT_READ",
      `Cannot read it: ${message}.${isDamaged ? " It is cut off or damaged." : ""}`,
      isDamaged ? "Compress or download it again." : "",
      { cause },
    );
  }
}
