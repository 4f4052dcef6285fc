// Skeletons become patterns. Those of one length are divided by the places where they have the fewest different words, until the places
// that are left look like values; what differs in one such place only is joined again, and so are values of several words.
import { isValueSlot } from "./slot.ts";
import { fits, gap, mostWords } from "./template.ts";

/** A pattern of some of the skeletons. */
export interface Pattern {
  /** Words, `*` for values in them, and `<_>` for words that differ. */
  readonly template: string;
  /** Places of its skeletons in the list. */
  readonly members: readonly number[];
}

interface Cluster {
  readonly words: readonly string[];
  readonly members: readonly number[];
}

/**
 * Patterns of different skeletons, in the order of their first ones. Each skeleton is in exactly one; the same list has the same
 * patterns. About linear in the number of words.
 */
export function minePatterns(skeletons: readonly string[]): Pattern[] {
  const byLength = new Map<number, Cluster[]>();
  for (const [place, text] of skeletons.entries()) {
    const words = text.split(" ");
    const same = byLength.get(words.length) ?? [];
    same.push({ words, members: [place] });
    byLength.set(words.length, same);
  }
  const clusters = [...byLength.values()].flatMap((same) => joinSimilar(divide(same)));
  return absorb(joinLengths(clusters))
    .map(({ words, members }) => ({
      template: words.join(" "),
      members: members.toSorted((a, b) => a - b),
    }))
    .toSorted((a, b) => a.members[0]! - b.members[0]!);
}

/** Divides clusters of one length into those that look like one pattern. */
function divide(clusters: readonly Cluster[]): Cluster[] {
  const [one] = clusters;
  if (one === undefined || clusters.length === 1 || one.words.length === 1) return [...clusters];
  const anchor = anchorOf(clusters);
  if (anchor !== undefined)
    return [...groupBy(clusters, ({ words }) => String(words.indexOf(anchor))).values()].flatMap(divide);
  const slots = one.words.map((_, at) => new Set(clusters.map(({ words }) => words[at]!)));
  if (isOnePattern(clusters.length, one.words, slots)) return [merge(clusters)];
  let fewest = -1;
  for (const [at, { size }] of slots.entries())
    if (size > 1 && (fewest === -1 || size < slots[fewest]!.size)) fewest = at;
  return [...groupBy(clusters, ({ words }) => words[fewest]!).values()].flatMap(divide);
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

/** Joins clusters of one length that differ in one place, where that looks like a value. */
function joinSimilar(clusters: readonly Cluster[]): Cluster[] {
  let joined: readonly Cluster[] = clusters;
  const length = clusters[0]?.words.length ?? 0;
  for (let at = 0; at < length && length > 1; at++) {
    const groups = groupBy(joined, ({ words }) => words.with(at, "").join(" "));
    joined = [...groups.values()].flatMap((group) => {
      if (group.length === 1) return group;
      const words = group[0]!.words;
      const slot = new Set(group.map((one) => one.words[at]!));
      const fixed = words.filter((word, place) => place !== at && word !== gap && hasLetter(word)).length;
      const isValue = slot.has(gap) || isValueSlot(slot, at, words[at - 1], fixed);
      return isValue && fixed >= 0.3 * length ? [merge(group)] : group;
    });
  }
  return [...joined];
}

/** Joins clusters whose templates differ only in how many words a value has. */
function joinLengths(clusters: readonly Cluster[]): Cluster[] {
  const groups = groupBy(clusters, ({ words }) => (words.includes(gap) ? closeUp(words) : words).join(" "));
  return [...groups].map(([key, group]) => ({
    words: key.split(" "),
    members: group.flatMap(({ members }) => members),
  }));
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

/** What fits a more general template joins it: values with other numbers of words, or that are rare. */
function absorb(clusters: readonly Cluster[]): Cluster[] {
  const open = clusters
    .filter(({ words }) => words.includes(gap) && fixedWords(words) >= 2)
    .toSorted((a, b) => b.members.length - a.members.length);
  const byFirst = groupBy(open, ({ words }) => words[0]!);
  const homes = new Map<Cluster, Cluster>();
  for (const one of clusters) {
    const candidates = [...(byFirst.get(one.words[0]!) ?? []), ...(byFirst.get(gap) ?? [])];
    const home = candidates.find(
      ({ words }) => fixedWords(words) < fixedWords(one.words) && fits(words, one.words),
    );
    if (home !== undefined) homes.set(one, home);
  }
  const joined = groupBy(clusters, (one) => homeOf(one, homes).words.join(" "));
  return [...joined].map(([key, group]) => ({
    words: key.split(" "),
    members: group.flatMap(({ members }) => members),
  }));
}

/** Each home has fewer fixed words than what joins it, so there is a last one. */
function homeOf(one: Cluster, homes: ReadonlyMap<Cluster, Cluster>): Cluster {
  const home = homes.get(one);
  return home === undefined ? one : homeOf(home, homes);
}

function fixedWords(words: readonly string[]): number {
  return words.filter((word) => word !== gap && hasLetter(word)).length;
}

/** One cluster of several of the same length. */
function merge(clusters: readonly Cluster[]): Cluster {
  const [first] = clusters;
  const words = first!.words.map((word, at) =>
    clusters.every((one) => one.words[at] === word) ? word : gap,
  );
  return { words, members: clusters.flatMap(({ members }) => members) };
}

function hasLetter(word: string): boolean {
  return /\p{L}/u.test(word);
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
