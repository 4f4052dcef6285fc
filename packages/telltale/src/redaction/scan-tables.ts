// The tables of a scan: which finders two or three neighbouring characters may begin. Built once per set of finders.
import { isWord } from "./characters.ts";
import type { Finder } from "./finder.ts";

/** The finders to ask, by the characters at a position. */
export interface Tables {
  /** The branch of two neighbouring characters, by both their codes; 0 when they begin nothing. */
  readonly pairs: Uint16Array;
  /** For each branch, the group of finders by the code of the third character: 128 bytes per branch, 0 for none. */
  readonly branches: Uint8Array;
  readonly groups: readonly (readonly Finder[])[];
  /** 1 for letters and digits, by their code. */
  readonly words: Uint8Array;
}

const ascii = Array.from({ length: 128 }, (_, code) => code);
const words = Uint8Array.from(ascii, (code) => (isWord(code) ? 1 : 0));

/** Builds the tables. Of two finders in a group, the earlier one is asked first. */
export function tablesOf(finders: readonly Finder[]): Tables {
  const groups: (readonly Finder[])[] = [[]];
  /** The group of an earlier group and one more finder. */
  const steps = new Map<number, number>();
  const byPair = new Map<number, Uint8Array>();
  // short starts first, because they fill whole branches
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

  // most pairs begin the same finders and share a branch
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
  return { pairs, branches, groups, words };
}

function codesAt(start: string, at: number): readonly number[] {
  return start.length > at ? [start.charCodeAt(at)] : ascii;
}
