// The nearest name to one that is not known: for "did you mean".
import { editDistance } from "catalog/name-distance";

/** What is expected in place of the unknown `name`. */
export function expectedName(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known);
  const guess = nearest === undefined ? "." : `; did you mean \`${nearest}\`?`;
  return `expected one of ${known.join(", ") || "no names"}${guess}`;
}

/** The one of `names` with the fewest edits to `name`, if there are at most `most` of them. */
export function nearestOf(
  name: string,
  names: Iterable<string>,
  most: number = Math.max(1, Math.floor(name.length / 3)),
): string | undefined {
  let found: string | undefined;
  let least = most + 1;
  for (const one of names) {
    if (Math.abs(one.length - name.length) >= least) continue;
    const edits = editDistance(one.toLowerCase(), name.toLowerCase());
    if (edits >= least) continue;
    least = edits;
    found = one;
  }
  return found;
}
