// What fits a more general template joins it.
import { groupBy } from "../lists/group-by.ts";
import { type Cluster, hasLetter, joinGroups, type Work } from "./cluster.ts";
import { fits, gap } from "./template.ts";

/** A template that others may fit. */
interface Open {
  readonly cluster: Cluster;
  readonly fixed: number;
  /** The templates of the same first word come before those that begin with a gap, and those with most skeletons before others. */
  readonly rank: number;
}

/** So many templates of one word, and for one cluster, are compared: those with most skeletons. */
const mostCompared = 200;

/** What fits a more general template joins it: values with other numbers of words, or that are rare. */
export function* absorb(clusters: readonly Cluster[]): Work<Cluster[]> {
  const fixedOf = new Map<Cluster, number>();
  for (const one of clusters) {
    fixedOf.set(one, fixedWords(one.words));
    yield;
  }
  const byWord = byRarestWord(
    clusters.filter((one) => one.words.includes(gap) && fixedOf.get(one)! >= 2),
    clusters,
    fixedOf,
  );
  const homes = new Map<Cluster, Cluster>();
  for (const one of byWord.size === 0 ? [] : clusters) {
    const fixed = fixedOf.get(one)!;
    const home = [...new Set(one.words)]
      .flatMap((word) => byWord.get(word) ?? [])
      .filter(
        ({ cluster: { words }, fixed: own }) =>
          own < fixed && (words[0] === one.words[0] || words[0] === gap),
      )
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, mostCompared)
      .find(({ cluster }) => fits(cluster.words, one.words));
    if (home !== undefined) homes.set(one, home.cluster);
    yield;
  }
  return joinGroups(groupBy(clusters, (one) => homeOf(one, homes).words.join(" ")));
}

/** Each template under the word that the fewest clusters have: what fits it has that one too. */
function byRarestWord(
  open: readonly Cluster[],
  clusters: readonly Cluster[],
  fixedOf: ReadonlyMap<Cluster, number>,
): ReadonlyMap<string, readonly Open[]> {
  const counts = new Map<string, number>();
  for (const { words } of open.length === 0 ? [] : clusters)
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ordered = open
    .toSorted((a, b) => b.members.length - a.members.length)
    .map((cluster, at) => ({
      cluster,
      fixed: fixedOf.get(cluster)!,
      rank: cluster.words[0] === gap ? open.length + at : at,
    }));
  const byWord = groupBy(ordered, ({ cluster: { words } }) =>
    words
      .filter((word) => word !== gap)
      .reduce((rarest, word) => (counts.get(word)! < counts.get(rarest)! ? word : rarest)),
  );
  return new Map([...byWord].map(([word, templates]) => [word, templates.slice(0, mostCompared)]));
}

/** Each home has fewer fixed words than what joins it, so there is a last one. */
function homeOf(one: Cluster, homes: ReadonlyMap<Cluster, Cluster>): Cluster {
  const home = homes.get(one);
  return home === undefined ? one : homeOf(home, homes);
}

function fixedWords(words: readonly string[]): number {
  return words.filter((word) => word !== gap && hasLetter(word)).length;
}
