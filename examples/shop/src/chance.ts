// Chance in the shop. Without `SHOP_SEED` each run differs; with it, visits and card providers decide the same in each run.
import { settings } from "./settings.ts";

/** Gives a source of numbers from 0 up to 1. With a seed, sources of the same `name` give the same numbers. */
export function chanceOf(name: string): () => number {
  if (settings.seed === "") return Math.random;
  let state = 2_166_136_261;
  for (const character of `${settings.seed}:${name}`)
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
