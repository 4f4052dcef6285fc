// A file as JSON values: one when the whole file is one document, else one a line. Files of lines are read as a stream, so they may
// be of any size.
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { ProblemError } from "../problem/problem.ts";

/** One JSON value with its line. */
export interface FileValue {
  readonly value: unknown;
  /** The same as text, for readers that must not lose digits of large numbers. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** A document that is not split into lines has to fit into memory. */
const maxDocumentChars = 400 * 1024 * 1024;

/** @throws {ProblemError} with the line that is not JSON. */
export async function* readValues(input: Readable): AsyncGenerator<FileValue> {
  const lines = createInterface({ input, crlfDelay: Infinity });
  let line = 0;
  let values = 0;
  let document: string[] | undefined;
  let chars = 0;
  for await (const text of lines) {
    line++;
    if (document !== undefined) {
      chars += text.length;
      if (chars > maxDocumentChars)
        throw new ProblemError(
          "FILE_NOT_READ",
          "Cannot read a document of more than 400 MB: write one JSON value a line.",
        );
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

/** A first line that is not JSON begins a document of several lines; a later one is a mistake. */
function parseLine(text: string, line: number, isFirst: boolean): FileValue | undefined {
  try {
    return { value: JSON.parse(text) as unknown, text, line };
  } catch (cause) {
    if (isFirst) return undefined;
    throw new ProblemError(
      "FILE_NOT_READ",
      `Line ${line} is no JSON: ${(cause as Error).message}.`,
      "Expected one JSON value a line, as in the lines before.",
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
    throw new ProblemError(
      "FILE_NOT_READ",
      `${line === undefined ? "It" : `Line ${line}`} is no JSON: ${message}.`,
      "",
      { cause },
    );
  }
}
