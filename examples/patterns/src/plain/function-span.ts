// A function.
interface Line {
  readonly price: number;
  readonly count: number;
}

function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { price, count }) => sum + price * count, 0);
}

export function run(): number {
  return totalOf([
    { price: 5, count: 2 },
    { price: 3, count: 1 },
  ]);
}
