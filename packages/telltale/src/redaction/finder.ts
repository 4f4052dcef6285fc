// A finder recognizes one kind of secret: the characters with which it may begin, and its end. The scan calls only the finders that the
// current characters may begin, so that clean text costs one table lookup per character.

/** A secret in a text, from `start` up to `end`. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** The kind of findings that stay in the text. */
export const passedOver = "";

/** Finds one kind of secret. */
export interface Finder {
  /**
   * The one to three ASCII characters, with case, at which `find` is called; at letters and digits only at the start of a word.
   * Longer and rarer ones mean fewer calls.
   */
  readonly starts: readonly string[];
  /**
   * Returns the secret at `at`, which may begin earlier, but never before `floor`; `undefined` when there is none. Must not throw.
   * Its time over a whole text must be linear: what it reads without a finding is bounded, or not read again.
   */
  find(text: string, at: number, floor: number): Finding | undefined;
}

/** `starts` in every combination of upper and lower case: `be` gives `be`, `Be`, `BE`, `bE`. */
export function inAnyCase(...starts: readonly string[]): string[] {
  return starts.flatMap((start) =>
    [...start].reduce<string[]>(
      (written, letter) => [
        ...new Set(
          written.flatMap((before) => [before + letter.toLowerCase(), before + letter.toUpperCase()]),
        ),
      ],
      [""],
    ),
  );
}

/** Each of `before` with each character of `after`. */
export function each(before: readonly string[], after: string): string[] {
  return before.flatMap((start) => [...after].map((character) => start + character));
}
