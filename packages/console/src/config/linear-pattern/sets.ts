// Single characters and classes of Go's patterns as JavaScript's, which are tested on one character at a time.
import type { CharacterSet } from "./program.ts";

const posix: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t-\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};
// Go's are of ASCII, and its `\s` has no vertical tab
const perl: Readonly<Record<string, string>> = { d: "0-9", w: "0-9A-Za-z_", s: "\\t\\n\\f\\r " };
const controls: Readonly<Record<string, string>> = {
  a: "\\x07",
  f: "\\f",
  t: "\\t",
  n: "\\n",
  r: "\\r",
  v: "\\v",
};

/** A piece of a pattern in JavaScript's syntax, and where it ends in the pattern. */
export interface Piece {
  readonly text: string;
  readonly end: number;
}

/** The set that `source`, a class or an escape in JavaScript's syntax, stands for. @throws {SyntaxError} */
export function setOf(source: string, ignoreCase: boolean): CharacterSet {
  const expression = new RegExp(`^${source}$`, ignoreCase ? "ui" : "u");
  const ascii = Uint8Array.from({ length: 128 }, (_, code) =>
    expression.test(String.fromCharCode(code)) ? 1 : 0,
  );
  return (code) => (code < 128 ? ascii[code] === 1 : expression.test(String.fromCodePoint(code)));
}

/** The escape at `at`, outside of classes; undefined for none that is known. */
export function escapeSource(source: string, at: number): Piece | undefined {
  const letter = source.charAt(at + 1);
  const shorthand = perl[letter.toLowerCase()];
  if (letter !== "" && shorthand !== undefined)
    return { text: letter in perl ? `[${shorthand}]` : `[^${shorthand}]`, end: at + 2 };
  return singleSource(source, at);
}

/** An escape that may be in a class. */
function singleSource(source: string, at: number): Piece | undefined {
  const letter = source.charAt(at + 1);
  if (letter in controls) return { text: controls[letter] as string, end: at + 2 };
  const hex = /^\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/.exec(source.slice(at, at + 10));
  if (hex !== null) return { text: `\\u{${hex[1] ?? hex[2]}}`, end: at + hex[0].length };
  const property = /^\\([pP])(?:([A-Z])|\{(\^?)(\w+)\})/.exec(source.slice(at, at + 40));
  if (property !== null) return { text: propertySource(property), end: at + property[0].length };
  if (!/^[\x21-\x7e]$/.test(letter) || /\w/.test(letter))
    return letter === "_" ? { text: "_", end: at + 2 } : undefined;
  return { text: `\\u{${letter.charCodeAt(0).toString(16)}}`, end: at + 2 };
}

function propertySource([, mark, short, not, long]: RegExpExecArray): string {
  const isNot = (mark === "P") !== (not === "^");
  const name = short ?? long ?? "";
  return `\\${isNot ? "P" : "p"}{${name.length > 2 ? `Script=${name}` : name}}`;
}

/** The class that opens at `at`; undefined where it never ends. */
export function classSource(source: string, at: number): Piece | undefined {
  const isNot = source.startsWith("^", at + 1);
  const first = at + (isNot ? 2 : 1);
  let text = isNot ? "[^" : "[";
  let place = first;
  while (place < source.length) {
    const character = source.charAt(place);
    if (character === "]" && place > first) return { text: `${text}]`, end: place + 1 };
    const named = /^\[:(\^?)(\w+):\]/.exec(source.slice(place, place + 16));
    if (named !== null && named[1] === "" && posix[named[2] as string] !== undefined) {
      text += posix[named[2] as string];
      place += named[0].length;
    } else if (character === "\\") {
      const letter = source.charAt(place + 1);
      const shorthand = letter === "" ? undefined : perl[letter];
      const piece =
        shorthand === undefined ? singleSource(source, place) : { text: shorthand, end: place + 2 };
      if (piece === undefined) {
        const { text: negated, end } = negatedShorthand(source, place) ?? unknown(source, place);
        text += negated;
        place = end;
        continue;
      }
      text += piece.text;
      place = piece.end;
    } else {
      text += /[[\]\\]/.test(character) ? `\\${character}` : character;
      place++;
    }
  }
  return undefined;
}

/** `\D` and the like as ranges, which can be combined with others. */
function negatedShorthand(source: string, at: number): Piece | undefined {
  const ranges: Readonly<Record<string, string>> = {
    D: "\\x00-/:-\\u{10ffff}",
    W: "\\x00-/:-@\\[-\\^`\\{-\\u{10ffff}",
    S: "\\x00-\\x08\\x0b\\x0e-\\x1f!-\\u{10ffff}",
  };
  const text = ranges[source.charAt(at + 1)];
  return text === undefined ? undefined : { text, end: at + 2 };
}

function unknown(source: string, at: number): never {
  throw new SyntaxError(
    `\`${source.slice(at, at + 2)}\`, which Go's patterns do not have, in the pattern \`${source}\``,
  );
}
