// The nearest known name, for error messages.
import { editDistance } from "catalog/name-distance";

/** Longer names are not compared. */
const maxLength = 64;

/** The known name with the fewest letters to insert, remove or replace; undefined when more than half of it would change. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > maxLength) return undefined;
  const [nearest] = known
    .map((one) => ({ one, edits: editDistance(one.toLowerCase(), name.toLowerCase()) }))
    .filter(({ one, edits }) => edits <= Math.max(one.length, name.length) / 2)
    .toSorted((a, b) => a.edits - b.edits);
  return nearest?.one;
}
