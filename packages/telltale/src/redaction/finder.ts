// A finder knows one sort of secret: the characters it may begin at, and where it ends. The scan asks only the finders that the
// characters at hand may begin, so that clean text costs one look at each.

/** A piece of a text that must not leave: from `start` up to `end`. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** The kind of what is found, and left as it is. */
export const passedOver = "";

/** Looks for one sort of secret. */
export interface Finder {
  /**
   * One to three characters of ASCII that it is asked at, case counts; at letters and digits only where a word begins.
   * The more characters, and the rarer in prose, the less often it is asked in vain.
   */
  readonly starts: readonly string[];
  /**
   * The secret at `at`, which may begin before, but never before `floor`; undefined where there is none. Must not throw. Over a
   * whole text its time must be linear: what it reads without finding anything is bounded, or not read again.
   */
  find(text: string, at: number, floor: number): Finding | undefined;
}

/** All ways to write `starts` in upper and lower case: `be` gives `be`, `Be`, `BE`, `bE`. */
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
