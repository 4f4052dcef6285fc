// Secrets written with escapes: `%74oken%3D…`, `token\u003d…`. The text is decoded, layer by layer, and findings are mapped back to
// their positions in the original text.
import { lastThree, mayEndSecretName } from "./assignment.ts";
import { isDigit, isHexDigit, isLetter, isWord } from "./characters.ts";
import { each, type Finder, type Finding } from "./finder.ts";
import type { Scan } from "./scan.ts";

/** Maximum number of layers that are decoded. */
const deepest = 4;
/** Replaces any non-ASCII character. */
const foreign = "\u00e9";

/** The functions of a scan that are used for texts. */
export type TextScan = Pick<Scan, "find" | "isClean">;

/** A finder without findings that detects escapes which may be part of a secret. */
export interface Escapes {
  readonly finder: Finder;
  /** Whether there were such escapes since this was set to false. */
  seen: boolean;
  /** Whether a secret begins at a position. */
  begins: Scan["begins"];
}

/** Detects escapes while a text is scanned. */
export function lookOut(): Escapes {
  const escapes: Escapes = {
    finder: {
      starts: [...each(["%"], "234567"), "%0", "\\u0"],
      find(text, at) {
        if (escapes.seen || !isEscape(text, at)) return undefined;
        // `begins` calls this finder too: without this line it would read a row of escapes again from each of them
        escapes.seen = true;
        escapes.seen = matters(text, at, escapes.begins);
        return undefined;
      },
    },
    seen: false,
    begins: () => true,
  };
  return escapes;
}

/** `scan`, which includes the finder of `escapes`, extended to decoded texts. */
export function throughEscapes(scan: Scan, escapes: Escapes): TextScan {
  escapes.begins = scan.begins;
  function find(text: string, depth: number): Finding[] | undefined {
    escapes.seen = false;
    const found = scan.find(text);
    // findings are removed first, because they may include the escapes
    return found === undefined && escapes.seen ? findBelow(text, depth) : found;
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
      escapes.seen = false;
      return scan.isClean(view, start, text) && (!escapes.seen || findBelow(text, 0) === undefined);
    },
  };
}

function isEscape(text: string, at: number): boolean {
  const digits = text.charCodeAt(at) === percent ? at + 1 : at + 4;
  return isHexDigit(text.charCodeAt(digits)) && isHexDigit(text.charCodeAt(digits + 1));
}

const percent = 0x25;
const blank = 0x20;
const slash = 0x2f;
const colon = 0x3a;
const equals = 0x3d;
const dash = 0x2d;
const closeParenthesis = 0x29;
/** 1 for separators of words and parameters. */
const separators = new Uint8Array(256);
for (const character of " /,&?#!*") separators[character.charCodeAt(0)] = 1;
/** Words before a blank and a secret, and the beginnings of secret URLs, before a slash. */
const leading =
  "bearer basic begin private key password passwd passphrase token secret identified pragma connect conn attach sqlplus login user role credential credentials " +
  "slack.com services webhooks workflows triggers discord.com discordapp.com webhookb2 incomingwebhook";
const leadingEnd = new RegExp(`(?:${leading.replaceAll(".", "\\.").replaceAll(" ", "|")})$`, "i");
const longestLeading = 15;
/** The last three letters of those words, which rule out most others. */
const leadingLetters = new Uint8Array(1 << 15);
for (const word of leading.split(" ")) leadingLetters[lastThree(word, word.length)] = 1;
/** Maximum distance between `://` and the at sign after a password. */
const longestUserInfo = 256;

/**
 * Whether the escape at `at` may be part of a secret that is only visible in the decoded text. Most escapes separate ordinary words
 * and parameters with ordinary names; decoding them would take several times as long as the scan.
 */
function matters(text: string, at: number, begins: Scan["begins"]): boolean {
  const end = at + (text.charCodeAt(at) === percent ? 3 : 6);
  const code = (hexValue(text.charCodeAt(end - 2)) << 4) | hexValue(text.charCodeAt(end - 1));
  const before = at === 0 ? 0 : text.charCodeAt(at - 1);
  if (code === equals || code === colon) {
    if (!isLetter(before) || mayEndSecretName(text, at)) return true;
    if (code === colon && text.slice(end, end + longestUserInfo).includes("@")) return true;
  } else if (separators[code] === 0) return true;
  else if (code === blank && isNoWordSpace(before, text.charCodeAt(end))) return true;
  if ((code === blank || code === slash) && isLeading(text, at)) return true;
  return begins(text, end);
}

/** Whether an escaped blank between these characters separates something else than words: numbers in groups, quotes, flags. */
function isNoWordSpace(before: number, next: number): boolean {
  if (!isLetter(before) && before !== percent && !isWord(next)) return true;
  return isDigit(before) || before === closeParenthesis || next === dash;
}

function isLeading(text: string, end: number): boolean {
  if (end < 3 || leadingLetters[lastThree(text, end)] === 0) return false;
  return leadingEnd.test(text.slice(Math.max(0, end - longestLeading), end));
}

/** A text without one layer of escapes. */
interface Decoded {
  readonly text: string;
  /** For each escape, the position after its character in `text` and the position after it in the original text. */
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

/** `found` with the positions in the original text. */
function placed(found: readonly Finding[], places: readonly number[]): Finding[] {
  let at = 0;
  // the last escape up to a position gives the distance between both texts
  const origin = (place: number): number => {
    while (at < places.length && (places[at] as number) <= place) at += 2;
    return at === 0 ? place : place + (places[at - 1] as number) - (places[at - 2] as number);
  };
  return found.map(({ start, end, kind }) => ({ start: origin(start), end: origin(end), kind }));
}
