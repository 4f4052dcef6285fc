// The quoted parts of a message. Databases do not double the quotes that a value has: a quote in front of a letter does
// not end what is quoted, and one behind a letter does not begin it.

/** What a quoted piece, its quotes included, becomes. `at` is where it begins. */
export type ReplacePiece = (piece: string, at: number) => string;

/** A message taken apart. */
export interface QuotedPieces {
  /** The message with every piece replaced. */
  readonly replaced: string;
  /** The text outside of the quoted parts. */
  readonly rest: string;
}

const quotes = "\"'`";
const backtick = "`";
const isWord = (character: string): boolean => /\w/.test(character);
const isLineEnd = (character: string): boolean => /[\n\r\u2028\u2029]/.test(character);

/** Replaces what is quoted in `message`. Linear: a way from quote to quote that never ends is gone once. */
export function replaceQuoted(message: string, replace: ReplacePiece): QuotedPieces {
  // a bit for each sort of quotes: from here on it is never closed
  const open = new Uint8Array(message.length + 1);
  let replaced = "";
  let rest = "";
  let from = 0;
  for (let at = 0; at < message.length; at++) {
    const sort = quotes.indexOf(message.charAt(at));
    if (sort === -1 || (at > 0 && isWord(message.charAt(at - 1)))) continue;
    const end = endOfPiece(message, at, open, 1 << sort);
    if (end === -1) continue;
    const before = message.slice(from, at);
    rest += before;
    replaced += before + replace(message.slice(at, end), at);
    from = end;
    at = end - 1;
  }
  const after = message.slice(from);
  return { replaced: replaced + after, rest: rest + after };
}

/** Behind the closing quote of the piece that begins at `from`; -1 where none closes it. */
function endOfPiece(message: string, from: number, open: Uint8Array, bit: number): number {
  const quote = message.charAt(from);
  // two of them are a quote in the text, or, where nothing else ends it, its end
  let doubled = -1;
  let at = from + 1;
  while (at < message.length && ((open[at] as number) & bit) === 0) {
    open[at] = (open[at] as number) | bit;
    const character = message.charAt(at);
    const next = message.charAt(at + 1);
    if (character === "\\" && quote !== backtick) {
      if (next === "" || isLineEnd(next)) break;
      at += 2;
    } else if (character !== quote) at++;
    else if (next !== "" && isWord(next)) at++;
    else if (next === quote && quote !== backtick) {
      doubled = at + 1;
      at += 2;
    } else return at + 1;
  }
  return doubled;
}
