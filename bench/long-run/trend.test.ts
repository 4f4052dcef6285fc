import { expect, test } from "vitest";
import { judgeTrend, type Point, type TrendOptions } from "./trend.ts";

const options: TrendOptions = { seconds: 4000, share: 0.1, least: 1 };

/** The same numbers from -1 to 1 for the same seed (mulberry32). */
function createNoise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2_147_483_648 - 1;
  };
}

/** A sample every ten seconds; `lives` are the times of restarts. */
function series(
  valueAt: (at: number, sinceStart: number, noise: number) => number,
  lives: readonly number[] = [],
  seed = 1,
): Point[] {
  const noise = createNoise(seed);
  return Array.from({ length: 400 }, (_, index): Point => {
    const at = index * 10;
    const starts = [0, ...lives].filter((start) => start <= at);
    return { at, life: starts.length, value: valueAt(at, at - starts.at(-1)!, noise()) };
  });
}

test("finds a slow leak below the noise of single samples", () => {
  const leak = series((at, _, noise) => 300 + at * 0.02 + noise * 45);
  expect(judgeTrend(leak, options)).toMatchObject({ verdict: "grows" });
  expect(judgeTrend(leak, options).growth).toBeGreaterThan(40);
});

test("does not find growth in noise, in a sawtooth, or in single peaks", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const noisy = series((_at, _since, noise) => 300 + noise * 100, [], seed);
    expect([seed, judgeTrend(noisy, options).verdict]).toEqual([seed, "flat"]);
  }
  const sawtooth = series((at) => 200 + (at % 370) / 3);
  expect(judgeTrend(sawtooth, options).verdict).toBe("flat");
  const peaks = series((at) => (at % 500 === 0 ? 9000 + at : 20));
  expect(judgeTrend(peaks, options).verdict).toBe("flat");
});

test("growth within the allowed share, or within the least that matters, is flat", () => {
  expect(
    judgeTrend(
      series((at, _, noise) => 300 + at * 0.005 + noise * 5),
      options,
    ).verdict,
  ).toBe("flat");
  const handles = series((at) => 10 + Math.floor(at / 2000));
  expect(judgeTrend(handles, { ...options, least: 5 }).verdict).toBe("flat");
});

test("finds a leak that restarts hide", () => {
  const leaky = series((_at, since, noise) => 200 + since * 0.2 + noise * 10, [1300, 2200, 3100]);
  expect(judgeTrend(leaky, options)).toMatchObject({ verdict: "grows" });
  const flatOverAll = judgeTrend(
    leaky.map((point) => ({ ...point, life: 1 })),
    options,
  );
  expect(flatOverAll.growth).toBeLessThan(judgeTrend(leaky, options).growth / 2);
});

test("a restart to another level, up or down, does not count as growth", () => {
  for (const step of [150, -150]) {
    const steps = series((at, _, noise) => 300 + (at >= 1800 ? step : 0) + noise * 20, [400, 800, 1800]);
    expect([step, judgeTrend(steps, options).verdict]).toEqual([step, "flat"]);
  }
});

test("the warm-up of a process is not judged", () => {
  const warming = series((_at, since) => 300 - 200 * Math.exp(-since / 100), [400, 800, 1800]);
  expect(judgeTrend(warming, options).verdict).toBe("flat");
});

test("is unknown without samples, with few, and where growth would not be seen", () => {
  expect(judgeTrend([], options)).toMatchObject({ verdict: "unknown", blocks: 0 });
  const few = series((at) => at).filter(({ at }) => at % 600 === 0);
  expect(judgeTrend(few, options).verdict).toBe("unknown");
  const begin = series((at) => 300 + at).filter(({ at }) => at < 1200);
  expect(judgeTrend(begin, options).verdict).toBe("unknown");
  const wild = series((at, _, noise) => (Math.floor(at / 94) % 3 === 0 ? 3000 : 100) * (1 + noise));
  expect(judgeTrend(wild, options).verdict).toBe("unknown");
});
