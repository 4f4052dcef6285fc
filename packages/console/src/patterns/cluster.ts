// Skeletons that may be one pattern.
import { gap } from "./template.ts";

export interface Cluster {
  /** What they share, and gaps. */
  readonly words: readonly string[];
  /** Their places in the list of skeletons. */
  readonly members: readonly number[];
}

/** Work with a `yield` after each piece, where others may have their turn. */
export type Work<Result> = Generator<void, Result>;

export function hasLetter(word: string): boolean {
  return /\p{L}/u.test(word);
}

/** One cluster of several of the same length. */
export function merge(clusters: readonly Cluster[]): Cluster {
  const [first] = clusters;
  const words = first!.words.map((word, at) =>
    clusters.every((one) => one.words[at] === word) ? word : gap,
  );
  return { words, members: clusters.flatMap(({ members }) => members) };
}

/** One cluster of each group, with the words of its key. */
export function joinGroups(groups: ReadonlyMap<string, readonly Cluster[]>): Cluster[] {
  return [...groups].map(([key, group]) => ({
    words: key.split(" "),
    members: group.flatMap(({ members }) => members),
  }));
}
