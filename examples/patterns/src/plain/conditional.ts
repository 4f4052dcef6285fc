// Work that is seldom worth a look.
function index(rows: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [at, row] of rows.entries()) places.set(row, at);
  return places;
}

export function run(): number[] {
  const few = index(["a", "b"]);
  const many = index(Array.from({ length: 2000 }, (_, at) => `row ${at}`));
  return [few.size, many.size];
}
