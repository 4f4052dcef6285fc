// One pass over a text: two neighbouring characters tell by a table whether a secret may begin there, which hardly ever is so, and only
// then a finder is asked.
//
// The characters are read as bytes, which costs a quarter of asking the text for each: an ASCII text is copied by the machine's own
// means, in any other what is not ASCII becomes zero, so that places stay the same.
import { forgetValue } from "./assigned-value.ts";
import { isWord } from "./characters.ts";
import { type Finder, type Finding, passedOver } from "./finder.ts";
import { forgetLine } from "./header-value.ts";

/** Looks for what must not leave. */
export interface Scan {
  /** Everything, from left to right, none over another; undefined in a clean text. */
  find(text: string): Finding[] | undefined;
  /** Whether a text is clean, which stands as ASCII in `view` from `start` on. False where that is not certain. */
  isClean(view: DataView, start: number, text: string): boolean;
  /** Whether a finder finds something that begins at `at`, also inside of a word. */
  begins(text: string, at: number): boolean;
}

/** What `finders` come to, by the characters they may begin at. */
interface Tables {
  /** What two neighbours begin, by both their codes: 0 for nothing, else the place of a branch. */
  readonly pairs: Uint16Array;
  /** For each branch the group of finders asked, by the code of the third character: 128 bytes a branch, 0 for none. */
  readonly branches: Uint8Array;
  readonly groups: readonly (readonly Finder[])[];
}

const longestShort = 64;
const chunk = 8192;
const bytes = new Uint8Array(chunk + 2);
const encoder = new TextEncoder();
const ascii = Array.from({ length: 128 }, (_, code) => code);
/** 1 for letters and digits. */
const words = Uint8Array.from(ascii, (code) => (isWord(code) ? 1 : 0));

/** Puts `finders` into tables. Of two that find something at the same place the earlier one wins; what is allowed is passed over. */
export function compileScan(
  finders: readonly Finder[],
  allows: ((found: string) => boolean) | undefined,
): Scan {
  const { pairs, branches, groups } = tablesOf(finders);

  function ask(group: number, text: string, at: number, floor: number): Finding | undefined {
    const asked = groups[group] as readonly Finder[];
    for (let one = 0; one < asked.length; one++) {
      const found = (asked[one] as Finder).find(text, at, floor);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Whether something is found at the place, where `code` stands behind `before`: outside of words, at characters that begin something. */
  function begins(
    text: string,
    at: number,
    before: number,
    code: number,
    branch: number,
    third: number,
  ): boolean {
    const group = branches[(branch << 7) | third] as number;
    return (
      group !== 0 &&
      ((words[before] as number) & (words[code] as number)) === 0 &&
      ask(group, text, at, 0) !== undefined
    );
  }

  /** Whether something is found that begins at the place, in a text in which nothing was found before. */
  function isHit(text: string, at: number): boolean {
    const inWord = words[asciiAt(text, at)] === 1 && at > 0 && isWord(text.charCodeAt(at - 1));
    return !inWord && isBeginning(text, at);
  }

  function isBeginning(text: string, at: number): boolean {
    const branch = pairs[(asciiAt(text, at) << 7) | asciiAt(text, at + 1)] as number;
    const group = branch === 0 ? 0 : (branches[(branch << 7) | asciiAt(text, at + 2)] as number);
    return group !== 0 && ask(group, text, at, 0) !== undefined;
  }

  /** Whether a short ASCII text is clean. Four characters at a time: hardly any begins something, and then nothing has to be asked. */
  function isShortClean(text: string): boolean {
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
        if (first !== 0 && begins(text, at - 1, before, code, first, b)) return false;
        if (second !== 0 && begins(text, at, code, a, second, c)) return false;
        if (third !== 0 && begins(text, at + 1, a, b, third, d)) return false;
        if (fourth !== 0 && ((words[b] as number) & (words[c] as number)) === 0 && isHit(text, at + 2))
          return false;
      }
      before = c;
      code = d;
    }
    // the last character by itself begins nothing
    for (at = at === 0 ? 0 : at - 1; at < length - 1; at++) if (isHit(text, at)) return false;
    return true;
  }

  function isClean(view: DataView, start: number, text: string): boolean {
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
        if (first !== 0 && begins(text, at - 1, before, code, first, b)) return false;
        if (second !== 0 && begins(text, at, code, a, second, c)) return false;
        if (third !== 0 && begins(text, at + 1, a, b, third, d)) return false;
        if (fourth !== 0 && ((words[b] as number) & (words[c] as number)) === 0 && isHit(text, at + 2))
          return false;
      }
      before = c;
      code = d;
    }
    // the last character by itself begins nothing
    for (at = at === 0 ? 0 : at - 1; at < length - 1; at++) if (isHit(text, at)) return false;
    return true;
  }

  function findAll(text: string): Finding[] | undefined {
    const { length } = text;
    let found: Finding[] | undefined;
    let floor = 0;
    for (let base = 0; base < length; base += chunk) {
      const size = load(text, base);
      let at = Math.max(0, floor - base);
      let code = bytes[at] as number;
      for (; at < size; at++) {
        const next = bytes[at + 1] as number;
        const branch = pairs[(code << 7) | next] as number;
        if (branch !== 0) {
          const group = branches[(branch << 7) | (bytes[at + 2] as number)] as number;
          const inWord =
            words[code] === 1 &&
            base + at !== floor &&
            (at > 0 ? words[bytes[at - 1] as number] === 1 : isWord(text.charCodeAt(base - 1)));
          if (group !== 0 && !inWord) {
            const hit = ask(group, text, base + at, floor);
            if (hit !== undefined) {
              if (hit.kind !== passedOver && !(allows?.(text.slice(hit.start, hit.end)) ?? false))
                (found ??= []).push(hit);
              floor = hit.end;
              at = hit.end - base - 1;
              code = at + 1 < size ? (bytes[at + 1] as number) : 0;
              continue;
            }
          }
        }
        code = next;
      }
    }
    forgetValue();
    forgetLine();
    return found;
  }

  return {
    // to read a short text as bytes would cost more than the looks
    find: (text) => (text.length <= longestShort && isShortClean(text) ? undefined : findAll(text)),
    isClean,
    begins: isBeginning,
  };
}

/** Reads the characters from `base` on into `bytes`, and the two behind them; returns how many. */
function load(text: string, base: number): number {
  const part = text.length <= chunk ? text : text.slice(base, base + chunk);
  const size = part.length;
  const { read, written } = encoder.encodeInto(part, bytes);
  if (read !== size || written !== size) for (let at = 0; at < size; at++) bytes[at] = asciiAt(part, at);
  const more = part !== text;
  bytes[size] = more ? asciiAt(text, base + size) : 0;
  bytes[size + 1] = more ? asciiAt(text, base + size + 1) : 0;
  return size;
}

/** The code of an ASCII character, else 0. */
function asciiAt(text: string, at: number): number {
  const code = at < text.length ? text.charCodeAt(at) : 0;
  return code < 128 ? code : 0;
}

function tablesOf(finders: readonly Finder[]): Tables {
  const groups: (readonly Finder[])[] = [[]];
  /** From a group and one more finder to the group of both. */
  const steps = new Map<number, number>();
  const byPair = new Map<number, Uint8Array>();
  // the short ones first: they fill whole branches at once
  for (const length of [1, 2, 3])
    for (const finder of finders)
      for (const start of finder.starts) if (Math.min(start.length, 3) === length) enter(finder, start);

  function enter(finder: Finder, start: string): void {
    for (const second of codesAt(start, 1)) {
      const pair = (start.charCodeAt(0) << 7) | second;
      let branch = byPair.get(pair);
      if (branch === undefined) byPair.set(pair, (branch = new Uint8Array(128)));
      if (start.length < 3) branch.fill(groupWith(branch[0] as number, finder));
      else {
        const third = start.charCodeAt(2);
        branch[third] = groupWith(branch[third] as number, finder);
      }
    }
  }

  function groupWith(group: number, finder: Finder): number {
    const step = group * finders.length + finders.indexOf(finder);
    const known = steps.get(step);
    if (known !== undefined) return known;
    const members = groups[group] as readonly Finder[];
    const wanted = finders.filter((one) => one === finder || members.includes(one));
    const same = groups.findIndex(
      (one) => one.length === wanted.length && one.every((each) => wanted.includes(each)),
    );
    const next = same === -1 ? groups.push(wanted) - 1 : same;
    steps.set(step, next);
    return next;
  }

  // most pairs begin the same: they share a branch
  const pairs = new Uint16Array(1 << 14);
  const places = new Map<string, number>();
  const distinct: Uint8Array[] = [];
  for (const [pair, branch] of byPair) {
    const form = Buffer.from(branch.buffer).toString("latin1");
    const place = places.get(form) ?? distinct.push(branch);
    places.set(form, place);
    pairs[pair] = place;
  }
  const branches = new Uint8Array((distinct.length + 1) << 7);
  for (const [at, branch] of distinct.entries()) branches.set(branch, (at + 1) << 7);
  return { pairs, branches, groups };
}

function codesAt(start: string, at: number): readonly number[] {
  return start.length > at ? [start.charCodeAt(at)] : ascii;
}
