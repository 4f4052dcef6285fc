// Skeletons become patterns. Those of one length are divided by the places where they have the fewest different words, until the places
// that are left look like values; what differs in one such place only is joined again, and so are values of several words.
import { absorb } from "./absorb.ts";
import { groupBy } from "../lists/group-by.ts";
import { type Cluster, hasLetter, joinGroups, merge, type Work } from "./cluster.ts";
import { joinSimilar } from "./join-similar.ts";
import { isValueSlot } from "./slot.ts";
import { gap, mostWords } from "./template.ts";

/** A pattern of some of the skeletons. */
export interface Pattern {
  /** Words, `*` for values in them, and `<_>` for words that differ. */
  readonly template: string;
  /** Places of its skeletons in the list. */
  readonly members: readonly number[];
}

/**
 * Patterns of different skeletons, in the order of their first ones. Each skeleton is in exactly one; the same list has the same
 * patterns. About linear in the number of words; may pause after each piece.
 */
export function* minePatterns(skeletons: readonly string[]): Work<Pattern[]> {
  const byLength = new Map<number, Cluster[]>();
  for (const [place, text] of skeletons.entries()) {
    const words = text.split(" ");
    const same = byLength.get(words.length) ?? [];
    same.push({ words, members: [place] });
    byLength.set(words.length, same);
  }
  const clusters: Cluster[] = [];
  for (const same of byLength.values())
    for (const one of yield* joinSimilar(yield* divide(same))) clusters.push(one);
  return (yield* absorb(joinLengths(clusters)))
    .map(({ words, members }) => ({
      template: words.join(" "),
      members: members.toSorted((a, b) => a - b),
    }))
    .toSorted((a, b) => a.members[0]! - b.members[0]!);
}

/** Divides clusters of one length into those that look like one pattern. */
function* divide(clusters: readonly Cluster[]): Work<Cluster[]> {
  const [one] = clusters;
  if (one === undefined || clusters.length === 1 || one.words.length === 1) return [...clusters];
  yield;
  const anchor = anchorOf(clusters);
  if (anchor !== undefined)
    return yield* divideAll(groupBy(clusters, ({ words }) => String(words.indexOf(anchor))));
  const slots = one.words.map((_, at) => new Set(clusters.map(({ words }) => words[at]!)));
  if (isOnePattern(clusters.length, one.words, slots)) return [merge(clusters)];
  let fewest = -1;
  for (const [at, { size }] of slots.entries())
    if (size > 1 && (fewest === -1 || size < slots[fewest]!.size)) fewest = at;
  return yield* divideAll(groupBy(clusters, ({ words }) => words[fewest]!));
}

function* divideAll(groups: ReadonlyMap<string, readonly Cluster[]>): Work<Cluster[]> {
  const divided: Cluster[] = [];
  for (const group of groups.values()) for (const one of yield* divide(group)) divided.push(one);
  return divided;
}

/** A word that all have, once, and not all in the same place: values of several words are before it. */
function anchorOf(clusters: readonly Cluster[]): string | undefined {
  const places = clusters[0]!.words.flatMap((word, at) =>
    hasLetter(word) && word !== gap ? [{ word, at }] : [],
  );
  return places.find(
    ({ word, at }) =>
      clusters.some(({ words }) => words[at] !== word) &&
      clusters.every(({ words }) => {
        const place = words.indexOf(word);
        return place !== -1 && words.indexOf(word, place + 1) === -1;
      }),
  )?.word;
}

/** Whether everything that differs looks like values in a sentence. */
function isOnePattern(
  rows: number,
  words: readonly string[],
  slots: readonly ReadonlySet<string>[],
): boolean {
  const fixed = words.filter((word, at) => slots[at]!.size === 1 && hasLetter(word)).length;
  const varying = slots.flatMap(({ size }, at) => (size > 1 ? [at] : []));
  const most = Math.max(...varying.map((at) => slots[at]!.size));
  if (fixed === 0 || !varying.every((at) => isValueSlot(slots[at]!, at, words[at - 1], fixed))) return false;
  // values of several places are combined freely, other words go together
  const isCombined = rows >= 1.5 * most;
  const share = fixed / words.length;
  if (varying.length === 1) return share >= 0.3;
  return isCombined
    ? share >= 0.25
    : share >= 0.5 && (rows >= 12 || varying.every((at) => hasCapitals(slots[at]!)));
}

function hasCapitals(slot: ReadonlySet<string>): boolean {
  return [...slot].every((word) => /^[^a-z]/.test(word));
}

/** Joins clusters whose templates differ only in how many words a value has. */
function joinLengths(clusters: readonly Cluster[]): Cluster[] {
  const groups = groupBy(clusters, ({ words }) => (words.includes(gap) ? closeUp(words) : words).join(" "));
  return joinGroups(groups);
}

/** One gap instead of several gaps and values in a row, for as many words as a gap may stand for. */
function closeUp(words: readonly string[]): readonly string[] {
  const closed: string[] = [];
  let run = 0;
  for (const word of words) {
    const before = closed.at(-1);
    const isOpen = run > 0 && run < mostWords && (word === gap ? true : word === "*" && before === gap);
    if (isOpen) closed[closed.length - 1] = gap;
    else closed.push(word);
    if (word !== gap && word !== "*") run = 0;
    else run = isOpen ? run + 1 : 1;
  }
  return closed;
}
