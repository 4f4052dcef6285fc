// A template: the words that the skeletons of a pattern share, and `<_>` for one or more words in which they differ.

/** One or more words, at most `mostWords`. */
export const gap = "<_>";
/** What a gap stands for is a value, not a part of the sentence. */
export const mostWords = 8;

/** Whether a skeleton is one of the template's. */
export function fits(template: readonly string[], words: readonly string[], at = 0, from = 0): boolean {
  let place = from;
  for (let index = at; index < template.length; index++) {
    if (template[index] === gap) {
      const most = Math.min(mostWords, words.length - place);
      for (let count = 1; count <= most; count++)
        if (fits(template, words, index + 1, place + count)) return true;
      return false;
    }
    if (words[place] !== template[index]) return false;
    place += 1;
  }
  return place === words.length;
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
