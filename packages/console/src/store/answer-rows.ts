// Reads the rows of an answer without taking the thread from everybody else: no more bytes than are allowed, and a large answer is parsed
// in pieces, with turns of the event loop between them.
import { setImmediate as nextTurn } from "node:timers/promises";

/** An answer that is longer than its reader allows. Nothing of it is used. */
export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The answer has more than ${maxBytes} bytes.`);
    this.maxBytes = maxBytes;
  }
}

/** So many bytes are parsed in one turn: some ten milliseconds. */
const pieceBytes = 1_000_000;

/**
 * Reads lines of JSON, a row each.
 *
 * @param answer destroyed, and so its connection closed, when it is too large.
 * @throws {AnswerTooLarge}
 */
export async function readRows<Row>(
  answer: AsyncIterable<Buffer> & { destroy(): unknown },
  maxBytes: number,
): Promise<Row[]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      answer.destroy();
      throw new AnswerTooLarge(maxBytes);
    }
    chunks.push(chunk);
  }
  const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return bytes <= pieceBytes ? parseLines<Row>(body) : parsePieces<Row>(body);
}

async function parsePieces<Row>(body: Buffer): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < body.length;) {
    const lineEnd = body.indexOf(10, Math.min(from + pieceBytes, body.length) - 1);
    const to = lineEnd === -1 ? body.length : lineEnd + 1;
    for (const row of parseLines<Row>(body.subarray(from, to))) rows.push(row);
    from = to;
    await nextTurn();
  }
  return rows;
}

function parseLines<Row>(lines: Buffer): Row[] {
  return JSON.parse(`[${lines.toString().trimEnd().replaceAll("\n", ",")}]`) as Row[];
}
