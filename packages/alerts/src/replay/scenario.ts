// Scenarios: synthetic data with a plan, such as "conversion falls from 40 % to 20 % at 10:00".
import { durationMs } from "catalog/duration";
import { parseInstant } from "../shape/instant.ts";
import type { Fact } from "../source/sources.ts";
import type { Recording } from "./recording.ts";
import { createRandom, type Random } from "./random.ts";

/** A part of a scenario: facts of one kind. */
export interface Track {
  generate(range: ScenarioRange): Fact[];
}

/** The range that a track fills, and its random numbers. */
export interface ScenarioRange {
  /** Unix ms. */
  readonly from: number;
  /** Unix ms. */
  readonly to: number;
  /** Numbers of the scenario's seed. */
  readonly random: Random;
}

/** When a scenario begins, how long it is, and what happens in it. */
export interface ScenarioPlan {
  /** Beginning, in ISO 8601 with a time zone. By default a Monday, `2026-03-02T09:00:00Z`. */
  readonly start?: string;
  /** Length, such as `3h`. */
  readonly for: string;
  /** Other values give other arrivals. By default 1. */
  readonly seed?: number;
  /** What happens: the results of `transactions`, `funnel`, `metric` and the others. */
  readonly data: readonly Track[];
}

const mark = "telltale.scenario";

/** Synthetic data. */
export interface Scenario extends Recording {
  readonly kind: typeof mark;
}

/**
 * Synthetic data for a replay. The same plan and seed give the same data.
 *
 * @throws {RangeError} for a time that cannot be read.
 * @example
 * scenario({
 *   start: "2026-03-02T09:00:00Z",
 *   for: "3h",
 *   data: [funnel("checkout", { from: "cart", to: "payment", perHour: 600, conversion: { start: 0.4, "10:00": 0.2 } })],
 * });
 */
export function scenario({
  start = "2026-03-02T09:00:00Z",
  for: length,
  seed = 1,
  data,
}: ScenarioPlan): Scenario {
  const from = parseInstant(start);
  if (from === undefined)
    throw new RangeError(`\`start\` is \`${start}\`. Write a time such as \`2026-03-02T09:00:00Z\`.`);
  const to = from + durationMs(length);
  const facts = data.flatMap((track, index) =>
    // each track has its own numbers, so that a change of one leaves the others as they are
    track.generate({ from, to, random: createRandom(seed * 1_000_003 + index) }),
  );
  return { kind: mark, facts, from, to };
}

export function isScenario(value: unknown): value is Scenario {
  return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === mark;
}

/** Times of arrivals: `perHour` on average, at random. */
export function* arrivals(
  { from, to, random }: ScenarioRange,
  perHour: (at: number) => number,
): Generator<number> {
  const stepMs = 10_000;
  for (let begin = from; begin < to; begin += stepMs) {
    const width = Math.min(stepMs, to - begin);
    const count = random.arrivals((perHour(begin) * width) / 3_600_000);
    const times = Array.from({ length: count }, () => begin + Math.floor(random.next() * width));
    yield* times.toSorted((a, b) => a - b);
  }
}
