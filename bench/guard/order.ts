// In which order the two sides of each pair run. Drift of the machine must not favour a side, so both come first equally often.

/** For each pair, whether the base runs first: of two pairs in a row one each, drawn by `seed`. The same seed gives the same order. */
export function orderOf(pairs: number, seed: number): boolean[] {
  const draw = randomOf(seed);
  const order: boolean[] = [];
  while (order.length < pairs) {
    const baseFirst = draw() < 0.5;
    order.push(baseFirst, !baseFirst);
  }
  return order.slice(0, pairs);
}

/** Numbers from 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
