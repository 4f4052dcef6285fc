// Lines of a stream, as bytes. A line is bounded before it is text: a file without line ends must not fill the memory.
import { ProblemError } from "../problem/problem.ts";

const lineEnd = 0x0a;

/**
 * Yields the lines of `input` without their line feeds; a carriage return stays.
 *
 * @throws {ProblemError} `FILE_NOT_READ` for a line of more than `maxBytes`.
 */
export async function* readLines(
  input: AsyncIterable<Uint8Array | string>,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  let line = 1;

  function add(piece: Buffer): void {
    length += piece.length;
    if (length > maxBytes) throw tooLong(line, maxBytes);
    begun.push(piece);
  }
  function take(): Buffer {
    const whole = begun.length === 1 ? begun[0]! : Buffer.concat(begun, length);
    begun = [];
    length = 0;
    line++;
    return whole;
  }

  for await (const chunk of input) {
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = bytes.indexOf(lineEnd); end !== -1; end = bytes.indexOf(lineEnd, from)) {
      add(bytes.subarray(from, end));
      yield take();
      from = end + 1;
    }
    if (from < bytes.length) add(bytes.subarray(from));
  }
  if (length > 0) yield take();
}

function tooLong(line: number, maxBytes: number): ProblemError {
  return new ProblemError(
    "FILE_NOT_READ",
    `Cannot read line ${line}: it has more than ${inMiB(maxBytes)}.`,
    "Write one JSON value per line.",
  );
}

/** A size for people. */
export function inMiB(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
