// The JSON of an answer. What the contract calls long is written in pieces, with turns of the event loop between them; all other answers
// are short, and are refused where they are not: that is a mistake of the handler.
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ProblemError } from "../problem/problem.ts";

/** The most bytes that an answer has which is not called long. */
export const maxJsonBytes = 8_000_000;
/** Long answers are written in pieces of about this many characters: some milliseconds each. */
const pieceLength = 256_000;

/** @throws {ProblemError} `ANSWER_TOO_LARGE` */
export function shortJson(data: unknown): string {
  const json = JSON.stringify(data);
  // a character has up to three bytes
  if (json.length > maxJsonBytes / 3 && Buffer.byteLength(json) > maxJsonBytes)
    throw new ProblemError(
      "ANSWER_TOO_LARGE",
      `The answer has more than ${maxJsonBytes / 1e6} MB.`,
      "Choose a shorter time range or a narrower filter. Please report it, too: every list should have its limit.",
    );
  return json;
}

/** A text where it is short, else a stream. */
export function longJson(data: unknown): string | Readable {
  const pieces = jsonPieces(data);
  let start = "";
  for (let next = pieces.next(); ; next = pieces.next()) {
    if (next.done === true) return start;
    start += next.value;
    if (start.length >= pieceLength) break;
  }
  return Readable.from(inTurns(start, pieces), { objectMode: false });
}

async function* inTurns(start: string, pieces: Iterable<string>): AsyncGenerator<string> {
  yield start;
  await nextTurn();
  let piece = "";
  for (const next of pieces) {
    piece += next;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
    await nextTurn();
  }
  yield piece;
}

/** What `JSON.stringify` writes, in pieces: of fields of objects down to `depth`, and of elements of arrays, several at a time. */
export function* jsonPieces(value: unknown, depth = 2): Generator<string> {
  if (Array.isArray(value)) yield* arrayPieces(value);
  else if (depth > 0 && typeof value === "object" && value !== null && !("toJSON" in value))
    yield* objectPieces(value, depth);
  else yield JSON.stringify(value) ?? "null";
}

function* objectPieces(value: object, depth: number): Generator<string> {
  let before = "{";
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    before = ",";
    yield* jsonPieces(field, depth - 1);
  }
  yield before === "{" ? "{}" : "}";
}

function* arrayPieces(items: readonly unknown[]): Generator<string> {
  yield "[";
  for (let from = 0, count = 1; from < items.length;) {
    const piece = JSON.stringify(items.slice(from, from + count)).slice(1, -1);
    yield from === 0 ? piece : `,${piece}`;
    from += count;
    count = Math.max(1, Math.min(count * 8, Math.floor((count * pieceLength) / piece.length)));
  }
  yield "]";
}
