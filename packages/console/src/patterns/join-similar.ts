// Joins clusters of one length that differ in one place.
import { groupBy } from "../lists/group-by.ts";
import { type Cluster, hasLetter, merge, type Work } from "./cluster.ts";
import { isValueSlot } from "./slot.ts";
import { gap } from "./template.ts";

/** A cluster with numbers for its words before and after each place: the same words have the same number. */
interface Numbered {
  readonly cluster: Cluster;
  /** Of the words before the place. */
  readonly before: number;
  /** Of the words from each place on. */
  readonly from: readonly number[];
}

/** Joins clusters of one length that differ in one place, where that looks like a value. */
export function* joinSimilar(clusters: readonly Cluster[]): Work<Cluster[]> {
  const length = clusters[0]?.words.length ?? 0;
  if (length <= 1 || clusters.length === 1) return [...clusters];
  const numberOf = createNumbers();
  let joined: Numbered[] = [];
  for (const cluster of clusters) {
    const from = [0];
    for (const word of cluster.words.toReversed()) from.push(numberOf(from.at(-1)!, word));
    joined.push({ cluster, before: 0, from: from.toReversed() });
    yield;
  }
  for (let at = 0; at < length; at++) {
    const groups = groupBy(joined, ({ before, from }) => before * mostNumbers + from[at + 1]!);
    joined = [...groups.values()].flatMap((group) => {
      const own = group.map(({ cluster }) => cluster);
      const kept = isValueOf(own, at) ? [{ ...group[0]!, cluster: merge(own) }] : group;
      return kept.map((one) => ({ ...one, before: numberOf(one.before, one.cluster.words[at]!) }));
    });
    yield;
  }
  return joined.map(({ cluster }) => cluster);
}

/** Whether clusters that differ in one place have a value there. */
function isValueOf(group: readonly Cluster[], at: number): boolean {
  const { words } = group[0]!;
  if (group.length === 1) return false;
  const slot = new Set(group.map((one) => one.words[at]!));
  const fixed = words.filter((word, place) => place !== at && word !== gap && hasLetter(word)).length;
  return (slot.has(gap) || isValueSlot(slot, at, words[at - 1], fixed)) && fixed >= 0.3 * words.length;
}

/** More than there are words in all skeletons; the square is a safe integer. */
const mostNumbers = 2 ** 26;

/** Numbers sequences of words: the number of one is that of all but its last word, and that word. 0 is the empty one. */
function createNumbers(): (before: number, word: string) => number {
  const numbers = new Map<number, number>();
  const words = new Map<string, number>();
  return (before, word) => {
    const key = before * mostNumbers + numbered(words, word);
    return numbered(numbers, key);
  };
}

function numbered<Key>(numbers: Map<Key, number>, key: Key): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size + 1);
  return numbers.size;
}
