// Whether the words of one place are values, or say different things. "order accepted" and "order refunded" are two patterns, "login from
// Oslo" and "login from Lima" are one: many words, names, and what follows "from" are values; participles say what happened.

/** Words before values. */
const leading: ReadonlySet<string> = new Set(
  "for by from via with using of at as user region tier method type".split(" "),
);

/**
 * @param words the different words, at least two.
 * @param at the place in the line.
 * @param before the word before.
 * @param fixed words that the lines share.
 */
export function isValueSlot(
  words: ReadonlySet<string>,
  at: number,
  before: string | undefined,
  fixed: number,
): boolean {
  return words.size >= minWords(words, at, before, fixed);
}

function minWords(words: ReadonlySet<string>, at: number, before: string | undefined, fixed: number): number {
  const all = [...words];
  if (shareOf(all, isParticiple) >= 0.5) return 13;
  if (at === 0) return 5;
  const isNamed = shareOf(all, isName) >= 0.6;
  const isLed = before !== undefined && (leading.has(before.toLowerCase()) || /[:=]$/.test(before));
  return isNamed || isLed || fixed >= 5 || words.has("*") ? 3 : 4;
}

/** What happened: `started`, `retrying`, `started:`. */
function isParticiple(word: string): boolean {
  return /^[a-z]{2,}(?:ed|ing)[,.:;!]?$/.test(word);
}

/** A capital, a digit's place, a mark between letters: not a plain word of a sentence. */
function isName(word: string): boolean {
  return /[\p{Lu}*._\-/]|\P{ASCII}/u.test(word.replace(/[,.:;!]$/, ""));
}

function shareOf(words: readonly string[], test: (word: string) => boolean): number {
  return words.filter(test).length / words.length;
}
