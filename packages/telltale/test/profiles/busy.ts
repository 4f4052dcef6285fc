// Keeps the CPU busy under a name that a profile shows.

/** Adds up square roots for `ms`. */
export function squareRootsForAWhile(ms: number): number {
  const until = performance.now() + ms;
  let sum = 0;
  while (performance.now() < until) {
    for (let index = 0; index < 100_000; index++) sum += Math.sqrt(sum + index);
  }
  return sum;
}
