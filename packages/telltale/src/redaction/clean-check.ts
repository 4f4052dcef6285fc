// Checks whether a text is clean, without the findings. Reads four characters at a time, because hardly any four begin something.
// The tables are constants of the compiled functions, which the engine turns into faster code than a table passed as an argument.
import { isWord } from "./characters.ts";
import type { Finder, Finding } from "./finder.ts";
import type { Tables } from "./scan-tables.ts";

/** What finders find at single positions of a text in which nothing was found before. */
export interface Hits {
  /** Whether a finder of `group` finds something at `at`, where `code` follows the character `before`. */
  isHit(text: string, at: number, group: number, before: number, code: number): boolean;
  /** Whether something begins at `at`, even inside a word. */
  isBeginning(text: string, at: number): boolean;
  /** Whether nothing begins in the last characters, after `at`. The last one by itself begins nothing. */
  isEndClean(text: string, at: number): boolean;
}

export function compileHits(tables: Tables): Hits {
  const { pairs, branches, groups, words } = tables;

  function isHit(text: string, at: number, group: number, before: number, code: number): boolean {
    if (group === 0 || ((words[before] as number) & (words[code] as number)) !== 0) return false;
    return ask(groups[group] as readonly Finder[], text, at, 0) !== undefined;
  }

  function isBeginning(text: string, at: number): boolean {
    const branch = pairs[(asciiAt(text, at) << 7) | asciiAt(text, at + 1)] as number;
    const group = branch === 0 ? 0 : (branches[(branch << 7) | asciiAt(text, at + 2)] as number);
    return group !== 0 && ask(groups[group] as readonly Finder[], text, at, 0) !== undefined;
  }

  function isEndClean(text: string, at: number): boolean {
    for (let place = at === 0 ? 0 : at - 1; place < text.length - 1; place++)
      if (!isInWord(text, place) && isBeginning(text, place)) return false;
    return true;
  }

  return { isHit, isBeginning, isEndClean };
}

/** Checks a text. False for a text with other characters than ASCII. */
export function compileTextCheck(tables: Tables, hits: Hits): (text: string) => boolean {
  const { pairs, branches } = tables;
  const { isHit, isEndClean } = hits;
  return (text) => {
    const { length } = text;
    let before = 0;
    let code = 0;
    let at = 0;
    for (; at + 3 < length; at += 4) {
      const a = text.charCodeAt(at);
      const b = text.charCodeAt(at + 1);
      const c = text.charCodeAt(at + 2);
      const d = text.charCodeAt(at + 3);
      if ((a | b | c | d) > 0x7f) return false;
      const first = pairs[(code << 7) | a] as number;
      const second = pairs[(a << 7) | b] as number;
      const third = pairs[(b << 7) | c] as number;
      const fourth = pairs[(c << 7) | d] as number;
      if ((first | second | third | fourth) !== 0) {
        if (first !== 0 && isHit(text, at - 1, branches[(first << 7) | b] as number, before, code))
          return false;
        if (second !== 0 && isHit(text, at, branches[(second << 7) | c] as number, code, a)) return false;
        if (third !== 0 && isHit(text, at + 1, branches[(third << 7) | d] as number, a, b)) return false;
        if (fourth !== 0) {
          const next = asciiAt(text, at + 4);
          if (isHit(text, at + 2, branches[(fourth << 7) | next] as number, b, c)) return false;
        }
      }
      before = c;
      code = d;
    }
    return isEndClean(text, at);
  };
}

/** Checks an ASCII text that is also in `view` from `start` on, where reading is faster. */
export function compileByteCheck(
  tables: Tables,
  hits: Hits,
): (view: DataView, start: number, text: string) => boolean {
  const { pairs, branches } = tables;
  const { isHit, isEndClean } = hits;
  return (view, start, text) => {
    const { length } = text;
    let before = 0;
    let code = 0;
    let at = 0;
    for (; at + 3 < length; at += 4) {
      const a = view.getUint8(start + at);
      const b = view.getUint8(start + at + 1);
      const c = view.getUint8(start + at + 2);
      const d = view.getUint8(start + at + 3);
      const first = pairs[(code << 7) | a] as number;
      const second = pairs[(a << 7) | b] as number;
      const third = pairs[(b << 7) | c] as number;
      const fourth = pairs[(c << 7) | d] as number;
      if ((first | second | third | fourth) !== 0) {
        if (first !== 0 && isHit(text, at - 1, branches[(first << 7) | b] as number, before, code))
          return false;
        if (second !== 0 && isHit(text, at, branches[(second << 7) | c] as number, code, a)) return false;
        if (third !== 0 && isHit(text, at + 1, branches[(third << 7) | d] as number, a, b)) return false;
        if (fourth !== 0) {
          const next = asciiAt(text, at + 4);
          if (isHit(text, at + 2, branches[(fourth << 7) | next] as number, b, c)) return false;
        }
      }
      before = c;
      code = d;
    }
    return isEndClean(text, at);
  };
}

/** The finding of the first of `finders` that finds something at `at`. */
export function ask(
  finders: readonly Finder[],
  text: string,
  at: number,
  floor: number,
): Finding | undefined {
  for (let one = 0; one < finders.length; one++) {
    const found = (finders[one] as Finder).find(text, at, floor);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isInWord(text: string, at: number): boolean {
  return at > 0 && isWord(text.charCodeAt(at)) && isWord(text.charCodeAt(at - 1));
}

/** The code of an ASCII character, otherwise 0. */
export function asciiAt(text: string, at: number): number {
  const code = at < text.length ? text.charCodeAt(at) : 0;
  return code < 128 ? code : 0;
}
