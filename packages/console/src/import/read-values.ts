// A file as JSON values: one when the whole file is one document, else one a line. Files of lines are read as a stream, so they may
// be of any size.
import { ProblemError } from "../problem/problem.ts";
import { ownLimits, type ReadLimits } from "./limits.ts";
import { inMiB, readLines } from "./lines.ts";
import { createPace, type Pace } from "./pace.ts";

/** One JSON value with its line. */
export interface FileValue {
  readonly value: unknown;
  /** The same as text, for readers that must not lose digits of large numbers. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** As fast as it goes: the file is the user's own. */
const unhurried = createPace(Infinity);

/** Gets the lines that are not JSON, after a first one that is. */
type BadLine = (where: string, reason: string) => void;

/**
 * Reads `input` to its end.
 *
 * @throws {ProblemError} for a document that is not JSON, and where a limit is exceeded.
 */
export async function* readValues(
  input: AsyncIterable<Uint8Array | string>,
  badLine: BadLine = refuse,
  { maxValueBytes, toText }: Pick<ReadLimits, "maxValueBytes" | "toText"> = ownLimits,
  pace: Pace = unhurried,
): AsyncGenerator<FileValue> {
  let line = 0;
  let hasValue = false;
  let document: TextBytes | undefined;
  for await (const content of readLines(input, maxValueBytes)) {
    line++;
    await pace.turn();
    if (content.length === 0) pace.idle();
    if (document !== undefined) {
      document.add(content);
      continue;
    }
    const parsed = parseLine(content, toText);
    if (typeof parsed === "object") {
      hasValue = true;
      yield { ...parsed, line };
    } else if (parsed !== "" && hasValue) {
      badLine(`Line ${line}`, `Not JSON: ${parsed}. Expected one JSON value per line.`);
    } else if (parsed !== "") {
      // A first line that is not JSON begins a document of several lines. Empty lines before it keep the numbers of lines right.
      document = createTextBytes(maxValueBytes);
      for (let empty = 1; empty < line; empty++) document.add(none);
      document.add(content);
    }
  }
  if (document !== undefined) yield parseDocument(document.joined(), toText);
}

/** The value, or why it is invalid: empty for an empty line. */
function parseLine(content: Buffer, toText: ReadLimits["toText"]): Omit<FileValue, "line"> | string {
  try {
    const text = toText(content);
    return text.trim() === "" ? "" : { value: JSON.parse(text) as unknown, text };
  } catch (error) {
    return (error as Error).message.replace(/\.$/, "");
  }
}

const none = Buffer.alloc(0);

interface TextBytes {
  /** @throws {ProblemError} when they are too many. */
  add(line: Buffer): void;
  joined(): Buffer;
}

/** Lines as one text, each with its line feed. Not a list of lines: an empty one would take a hundred bytes. */
function createTextBytes(maxBytes: number): TextBytes {
  let bytes = Buffer.allocUnsafe(minTextBytes);
  let length = 0;
  return {
    add(line) {
      const end = length + line.length + 1;
      if (end > maxBytes) throw tooLarge(maxBytes);
      if (end > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.max(end, 2 * bytes.length));
        bytes.copy(larger, 0, 0, length);
        bytes = larger;
      }
      line.copy(bytes, length);
      bytes[end - 1] = lineFeed;
      length = end;
    },
    joined: () => bytes.subarray(0, Math.max(0, length - 1)),
  };
}

const minTextBytes = 64 * 1024;
const lineFeed = 0x0a;

function parseDocument(bytes: Buffer, toText: ReadLimits["toText"]): FileValue {
  const text = toText(bytes);
  try {
    return { value: JSON.parse(text) as unknown, text, line: 1 };
  } catch (cause) {
    const { message } = cause as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split("\n").length;
    throw new ProblemError(
      "FILE_NOT_READ",
      `${line === undefined ? "It" : `Line ${line}`} is not JSON: ${message.replaceAll(/\s+/g, " ")}.`,
      "Expected one JSON document, one JSON value per line, a table of CSV with names in its first row, or Parquet.",
      { cause },
    );
  }
}

function refuse(where: string, reason: string): never {
  throw new ProblemError("FILE_NOT_READ", `${where}: ${reason}`);
}

function tooLarge(maxValueBytes: number): ProblemError {
  return new ProblemError(
    "FILE_NOT_READ",
    `Cannot read a JSON document of more than ${inMiB(maxValueBytes)}.`,
    "Write one JSON value per line: such a file may be of any size.",
  );
}
