// A planted fault: lines of a source file, and the lines that replace them. It is stored as text, not as positions, so that it applies to
// any commit that still has these lines.

/** One entry of `faults.json`. */
export interface Fault {
  /** `F001`, in the order of the list. */
  readonly id: string;
  /** The part of the table of results: a package, or `console (SQL)`. */
  readonly part: string;
  /** From the root of the repository. */
  readonly file: string;
  /** The first line of `before` in the commit that the list was made from, from 1. */
  readonly line: number;
  readonly operator: string;
  /** Whole lines, without the line break at the end. */
  readonly before: string;
  readonly after: string;
  /** Whether the type check finds it; tests that run without types do not. */
  readonly types?: boolean;
}

/** A change of a text: `replacement` instead of the characters in [start, end). */
export interface Site {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** The whole lines that `site` changes: their first line from 1, as they are, and as they become. */
export function linesOf(text: string, site: Site): { line: number; before: string; after: string } {
  const start = text.lastIndexOf("\n", site.start - 1) + 1;
  const lineEnd = text.indexOf("\n", Math.max(site.start, site.end - 1));
  const end = lineEnd === -1 ? text.length : lineEnd;
  return {
    line: text.slice(0, start).split("\n").length,
    before: text.slice(start, end),
    after: text.slice(start, site.start) + site.replacement + text.slice(site.end, end),
  };
}

/** The line of `text`, from 0, where `fault` begins; of several equal places the nearest to its own. Undefined if its lines are not there. */
export function placeOf(text: string, { before, line }: Fault): number | undefined {
  const lines = text.split("\n");
  const wanted = before.split("\n");
  const places = lines.flatMap((_, at) => (wanted.every((one, k) => lines[at + k] === one) ? [at] : []));
  return places.toSorted((a, b) => Math.abs(a + 1 - line) - Math.abs(b + 1 - line))[0];
}

/** `text` with `fault` planted. Undefined if its lines are not in `text`. */
export function plant(text: string, fault: Fault): string | undefined {
  const place = placeOf(text, fault);
  if (place === undefined) return undefined;
  const { before, after } = fault;
  return text
    .split("\n")
    .toSpliced(place, before.split("\n").length, ...after.split("\n"))
    .join("\n");
}
