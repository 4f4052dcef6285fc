// Programs send the same texts again and again: what was found out about one is kept, for a bounded number of short texts.

/** A function that remembers its answers by `key`. */
export function memoize<T>(limit: number, maxLength: number, find: (text: string) => T): (text: string) => T {
  // two halves: when the young one is full it becomes the old one, and the old one is forgotten
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const found = old.get(text) ?? find(text);
    if (text.length > maxLength) return found;
    if (young.size >= limit / 2) {
      old = young;
      young = new Map();
    }
    young.set(text, found);
    return found;
  };
}
