// Numbers at random that are the same in every run: what fails can be run again.

/** Says a whole number from 0 to below what it is asked for. */
export type Random = (below: number) => number;

/** A row of numbers that `seed` begins (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}

/** An id generator of such numbers: 128 and 64 bits in hexadecimal. */
export function idsFrom(seed: number): {
  generateTraceId(): string;
  generateSpanId(): string;
  random: boolean;
} {
  const random = randomFrom(seed);
  const digits = (count: number): string =>
    Array.from({ length: count / 4 }, () => random(0x1_0000).toString(16).padStart(4, "0")).join("");
  return { generateTraceId: () => digits(32), generateSpanId: () => digits(16), random: true };
}
