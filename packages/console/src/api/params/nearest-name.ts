// The nearest known name, for error messages.

/** Longer names are not compared. */
const maxLength = 64;

/** The known name with the fewest letters to insert, remove or replace; undefined when more than half of it would change. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > maxLength) return undefined;
  const [nearest] = known
    .map((one) => ({ one, edits: editsBetween(one.toLowerCase(), name.toLowerCase()) }))
    .filter(({ one, edits }) => edits <= Math.max(one.length, name.length) / 2)
    .toSorted((a, b) => a.edits - b.edits);
  return nearest?.one;
}

function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = row[j]! + Number(letter !== b[j]);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
