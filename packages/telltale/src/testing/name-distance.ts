// How far a name is from another: for "did you mean".

/** Edits from `a` to `b`; `Infinity` where more than half of it would change. */
export function nameDistance(a: string, b: string): number {
  if (a === b) return 0;
  const edits = editDistance(a.toLowerCase().slice(0, 100), b.toLowerCase().slice(0, 100));
  return edits > Math.max(a.length, b.length) / 2 ? Infinity : edits + 1;
}

function editDistance(a: string, b: string): number {
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
