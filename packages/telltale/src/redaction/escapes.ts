// What is written with escapes, `%74oken%3D…`, `token\u003d…`: read as it is meant, as often as it was written so, and what is found
// there goes where it stands.
import { isDigit, isHexDigit } from "./characters.ts";
import { each, type Finder, type Finding } from "./finder.ts";
import type { Scan } from "./scan.ts";

/** How often a text may be encoded; a secret below is hidden by what is around it, or nobody can read it. */
const deepest = 4;
/** Stands for any character beyond ASCII. */
const foreign = "\u00e9";

/** A finder that finds nothing, and remembers that there were escapes. */
export interface Escapes {
  readonly finder: Finder;
  /** Whether there were some since it was asked last. */
  seen(): boolean;
}

/** What looks out for escapes while a text is looked through for other things. */
export function lookOut(): Escapes {
  let seen = false;
  return {
    finder: {
      starts: [...each(["%"], "234567"), "%0", "\\u0"],
      find(text, at) {
        seen ||= isEscape(text, at);
        return undefined;
      },
    },
    seen() {
      const answer = seen;
      seen = false;
      return answer;
    },
  };
}

/** `scan`, which `escapes` is part of, also of what escapes stand for. */
export function throughEscapes(scan: Scan, escapes: Escapes): Scan {
  function find(text: string, depth: number): Finding[] | undefined {
    escapes.seen();
    const found = scan.find(text);
    // what is found is taken out first: it may end behind what the escapes stand for
    return found === undefined && escapes.seen() ? findBelow(text, depth) : found;
  }
  function findBelow(text: string, depth: number): Finding[] | undefined {
    if (depth === deepest) return undefined;
    const read = decode(text);
    const found = find(read.text, depth + 1);
    return found === undefined ? undefined : placed(found, read.places);
  }
  return {
    find: (text) => find(text, 0),
    isClean(view, start, text) {
      escapes.seen();
      return scan.isClean(view, start, text) && (!escapes.seen() || findBelow(text, 0) === undefined);
    },
  };
}

function isEscape(text: string, at: number): boolean {
  const digits = text.charCodeAt(at) === percent ? at + 1 : at + 4;
  return isHexDigit(text.charCodeAt(digits)) && isHexDigit(text.charCodeAt(digits + 1));
}

const percent = 0x25;

/** A text without one layer of escapes. */
interface Decoded {
  readonly text: string;
  /** For each escape the place behind the character it stands for, and the place behind it as it was. */
  readonly places: readonly number[];
}

function decode(text: string): Decoded {
  const places: number[] = [];
  let left = "";
  let kept = 0;
  let percentAt = text.indexOf("%");
  let slashAt = text.indexOf("\\u00");
  while (percentAt !== -1 || slashAt !== -1) {
    const isPercent = slashAt === -1 || (percentAt !== -1 && percentAt < slashAt);
    const at = isPercent ? percentAt : slashAt;
    const end = at + (isPercent ? 3 : 6);
    const isOne = end <= text.length && isEscape(text, at);
    if (isOne) {
      const code = (hexValue(text.charCodeAt(end - 2)) << 4) | hexValue(text.charCodeAt(end - 1));
      left += text.slice(kept, at) + (code < 0x80 ? String.fromCharCode(code) : foreign);
      kept = end;
      places.push(left.length, end);
    }
    const next = isOne ? end : at + 1;
    if (isPercent) percentAt = text.indexOf("%", next);
    else slashAt = text.indexOf("\\u00", next);
  }
  return { text: left + text.slice(kept), places };
}

function hexValue(code: number): number {
  return isDigit(code) ? code - 0x30 : (code | 0x20) - 0x57;
}

/** `found` where it was before the escapes were read. */
function placed(found: readonly Finding[], places: readonly number[]): Finding[] {
  let at = 0;
  // the last escape that ends at the place or before it tells how far both are apart
  const origin = (place: number): number => {
    while (at < places.length && (places[at] as number) <= place) at += 2;
    return at === 0 ? place : place + (places[at - 1] as number) - (places[at - 2] as number);
  };
  return found.map(({ start, end, kind }) => ({ start: origin(start), end: origin(end), kind }));
}
