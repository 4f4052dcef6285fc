// How far a name is from another: for "did you mean".

/** Edits from `expected` to `name`; `Infinity` where more than half of it would change. From what is no text, all are as far. */
export function nameDistance(expected: unknown, name: string): number {
  if (expected === name || typeof expected !== "string") return 0;
  const edits = editDistance(expected.toLowerCase().slice(0, 100), name.toLowerCase().slice(0, 100));
  return edits > Math.max(expected.length, name.length) / 2 ? Infinity : edits + 1;
}

/** Letters to insert, remove or replace to come from `a` to `b`. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const swapped = (row[j] as number) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(swapped, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
