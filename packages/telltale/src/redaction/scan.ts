// One pass over a text: two neighbouring characters tell by a table whether a secret may begin there, which hardly ever is so, and only
// then a finder is asked.
//
// The characters are read as bytes, which costs a quarter of asking the text for each: an ASCII text is copied by the machine's own
// means, in any other what is not ASCII becomes zero, so that places stay the same.
import { isWord } from "./characters.ts";
import { type Finder, type Finding, passedOver } from "./finder.ts";

/** Finds what must not leave, from left to right, none over another; undefined in a clean text. */
export type Scan = (text: string) => Finding[] | undefined;

/** What `finders` come to, by the characters they may begin at. */
interface Tables {
  /** What two neighbours begin, by both their codes: 0 for nothing, else the place of a branch. */
  readonly pairs: Uint8Array;
  /** For each branch the group of finders asked, by the code of the third character: 128 bytes a branch, 0 for none. */
  readonly branches: Uint8Array;
  readonly groups: readonly (readonly Finder[])[];
}

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
  const inWords = Uint8Array.from(groups, (group) =>
    group.some((finder) => finder.inWords === true) ? 1 : 0,
  );

  function ask(group: number, text: string, at: number, floor: number, inWord: boolean): Finding | undefined {
    for (const finder of groups[group] as readonly Finder[]) {
      if (inWord && finder.inWords !== true) continue;
      const found = finder.find(text, at, floor);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return (text) => {
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
          if (group !== 0 && (!inWord || inWords[group] === 1)) {
            const hit = ask(group, text, base + at, floor, inWord);
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
    return found;
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
  const byPair = new Map<number, Uint8Array>();
  for (const finder of finders) for (const start of finder.starts) enter(finder, start);

  function enter(finder: Finder, start: string): void {
    for (const second of codesAt(start, 1)) {
      const pair = (start.charCodeAt(0) << 7) | second;
      const branch = byPair.get(pair) ?? new Uint8Array(128);
      byPair.set(pair, branch);
      for (const third of codesAt(start, 2)) branch[third] = groupWith(branch[third] as number, finder);
    }
  }

  function groupWith(group: number, finder: Finder): number {
    const members = groups[group] as readonly Finder[];
    if (members.includes(finder)) return group;
    const wanted = finders.filter((one) => one === finder || members.includes(one));
    const known = groups.findIndex(
      (one) => one.length === wanted.length && one.every((each) => wanted.includes(each)),
    );
    return known === -1 ? groups.push(wanted) - 1 : known;
  }

  // most pairs begin the same: they share a branch, and a byte can tell which
  const pairs = new Uint8Array(1 << 14);
  const places = new Map<string, number>();
  const distinct: Uint8Array[] = [];
  for (const [pair, branch] of byPair) {
    const form = branch.join();
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
