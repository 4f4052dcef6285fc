// How far a name is from another.

/** Longer names are not compared. */
export const longestCompared = 100;

/** Edits from `expected` to `name`; `Infinity` where more than half of it would change. From what is not text, all are as far. */
export function nameDistance(expected: unknown, name: string): number {
  if (expected === name || typeof expected !== "string") return 0;
  const [left, right] = [expected, name].map((text) => text.toLowerCase().slice(0, longestCompared));
  const edits = editDistance(left as string, right as string);
  return edits > Math.max(expected.length, name.length) / 2 ? Infinity : edits + 1;
}

const rows = [0, 1, 2].map(() => new Uint8Array(longestCompared + 1));

/**
 * Letters to insert, remove, replace or exchange with their neighbour to come from `a` to `b`; `Infinity` for names that are too long. It
 * takes so many steps as the product of their lengths.
 */
export function editDistance(a: string, b: string): number {
  if (a.length > longestCompared || b.length > longestCompared) return Infinity;
  let [before, last, next] = rows as [Uint8Array, Uint8Array, Uint8Array];
  for (let j = 0; j <= b.length; j += 1) last[j] = j;
  for (let i = 0; i < a.length; i += 1) {
    next[0] = i + 1;
    for (let j = 0; j < b.length; j += 1) {
      const replaced = last[j]! + (a[i] === b[j] ? 0 : 1);
      let edits = Math.min(replaced, last[j + 1]! + 1, next[j]! + 1);
      if (i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j])
        edits = Math.min(edits, before[j - 1]! + 1);
      next[j + 1] = edits;
    }
    [before, last, next] = [last, next, before];
  }
  return last[b.length]!;
}
