// A file as JSON values: one when the whole file is one document, else one a line. Files of lines are read as a stream, so they may
// be of any size. Files compressed with gzip are read as they are.
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ImportError } from "./import-error.ts";

/** One JSON value with where it stands. */
export interface FileValue {
  readonly value: unknown;
  /** The same as text, for readers that must not lose digits of large numbers. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** A document that is not split into lines has to fit into memory. */
const maxDocumentChars = 400 * 1024 * 1024;

/**
 * Reads the values of `path`; `-` is standard input.
 *
 * @throws {ImportError} when it cannot be opened, or with the line where it is no JSON.
 */
export async function* readValues(path: string): AsyncGenerator<FileValue> {
  const lines = createInterface({ input: await openFile(path), crlfDelay: Infinity });
  let line = 0;
  let values = 0;
  let document: string[] | undefined;
  let chars = 0;
  for await (const text of lines) {
    line++;
    if (document !== undefined) {
      chars += text.length;
      if (chars > maxDocumentChars)
        throw new ImportError("Cannot read a document of more than 400 MB: write one JSON value a line.");
      document.push(text);
    } else if (text.trim() !== "") {
      const parsed = parseLine(text, line, values === 0);
      values++;
      if (parsed !== undefined) yield parsed;
      // Empty lines before it keep the numbers of lines right.
      else document = [...Array.from({ length: line - 1 }, () => ""), text];
    }
  }
  if (document !== undefined) yield parseDocument(document.join("\n"));
}

async function openFile(path: string): Promise<Readable> {
  if (path === "-") return process.stdin;
  try {
    if ((await stat(path)).isDirectory())
      throw new ImportError(
        "Cannot read it: it is a directory. Name the files in it, for example `DIR/*.json`.",
      );
    const file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    await file.close();
    const stream = createReadStream(path);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b ? stream.pipe(createGunzip()) : stream;
  } catch (cause) {
    if (cause instanceof ImportError) throw cause;
    throw new ImportError(`Cannot open it: ${(cause as Error).message}.`, { cause });
  }
}

/** The first line that is no JSON by itself begins a document of several lines; later ones are mistakes. */
function parseLine(text: string, line: number, isFirst: boolean): FileValue | undefined {
  try {
    return { value: JSON.parse(text) as unknown, text, line };
  } catch (cause) {
    if (isFirst) return undefined;
    throw new ImportError(
      `Line ${line} is no JSON: ${(cause as Error).message}. Expected one JSON value a line, as in the lines before.`,
      { cause },
    );
  }
}

function parseDocument(text: string): FileValue {
  try {
    return { value: JSON.parse(text) as unknown, text, line: 1 };
  } catch (cause) {
    const { message } = cause as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split("\n").length;
    throw new ImportError(`${line === undefined ? "It" : `Line ${line}`} is no JSON: ${message}.`, { cause });
  }
}
