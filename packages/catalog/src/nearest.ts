// "Did you mean": the one rule for which known name a wrong name is a misspelling of.
import { editDistance, longestCompared } from "./name-distance.ts";

/** Edits of which a misspelling has at most so many, whatever its length. */
export const mostEdits = 3;

/** Edits between misspellings of this length: one for each four characters, at least one. Single characters are not misspellings. */
function editsFor(length: number): number {
  if (length < 2) return 0;
  return Math.min(mostEdits, Math.max(1, Math.floor(length / 4)));
}

/** The known name that `name` is probably a misspelling of; undefined where none is near. `name` itself is not an answer. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > longestCompared) return undefined;
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = Infinity;
  for (const one of known) {
    const most = Math.min(least - 1, editsFor(Math.max(one.length, name.length)));
    if (one === name || Math.abs(one.length - name.length) > mostEdits) continue;
    const edits = editDistance(one.toLowerCase(), lower);
    if (edits <= most) [best, least] = [one, edits];
  }
  return best;
}
