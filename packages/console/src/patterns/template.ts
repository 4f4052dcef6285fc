// A template: the words that the skeletons of a pattern share, and `<_>` for one or more words in which they differ.

/** One or more words, at most `mostWords`. */
export const gap = "<_>";
/** What a gap represents is a value, not a part of the sentence. */
export const mostWords = 8;

/** Whether a skeleton is one of the template's. */
export function fits(template: readonly string[], words: readonly string[]): boolean {
  // how many words the template may represent so far, ascending
  let places = [0];
  for (const word of template) {
    const next: number[] = [];
    for (const place of places)
      if (word !== gap) {
        if (words[place] === word) next.push(place + 1);
      } else
        for (
          let to = Math.max(place, next.at(-1) ?? 0) + 1;
          to <= Math.min(place + mostWords, words.length);
          to++
        )
          next.push(to);
    if (next.length === 0) return false;
    places = next;
  }
  return places.at(-1) === words.length;
}

/** A regular expression (RE2) for the skeletons of a template. */
export function templateExpression(template: string): string {
  return `^${template
    .split(" ")
    .map((word) => (word === gap ? String.raw`\S+(?: \S+){0,${mostWords - 1}}` : escaped(word)))
    .join(" ")}$`;
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}
