// A fault by chance: which requests it meets, what it does to them, to how many of them, and since when.
import { createRandom, type Random } from "../random.ts";
import { type Operation, operationsOf, type Pool, type Shape } from "./shape.ts";

/** A condition on an attribute of the operation, or of the instances of its service. */
interface CausePart {
  readonly key: string;
  readonly value: string | bigint;
}

/**
 * `errors`: the operation fails, and so does the step. `slowness`: it takes several times as long. `abandonment`: the person leaves after
 * it. `lost`: the transaction fails without an error. `stopped`: what a queue hands to the operation is not processed.
 */
type Effect = "errors" | "slowness" | "abandonment" | "lost" | "stopped";

export interface Fault {
  readonly service: string;
  readonly operation: Operation;
  /** The place of its step. */
  readonly step: number;
  readonly cause: readonly CausePart[];
  readonly effect: Effect;
  /** How many of those that it meets are affected, 0 to 1. */
  readonly share: number;
  /** Since when, as a share of the time. */
  readonly start: number;
}

const effects: readonly Effect[] = [
  "errors",
  "errors",
  "errors",
  "slowness",
  "abandonment",
  "lost",
  "stopped",
];

/** The share of requests of the operation that a cause meets. */
const [leastMet, mostMet] = [0.08, 0.45];

/** The same seed gives the same fault. */
export function chooseFault(shape: Shape, seed: number): Fault {
  const random = createRandom(seed * 104_729 + 7);
  const places = shape.steps.flatMap(({ request }, step) =>
    operationsOf(request).map((operation) => ({ step, operation, pools: poolsOf(shape, operation) })),
  );
  const isLast = (step: number): boolean => step === shape.steps.length - 1;
  for (;;) {
    const effect = effects[random.below(effects.length)]!;
    const { step, operation, pools } = places[random.below(places.length)]!;
    if (pools.length === 0) continue;
    if ((effect === "stopped") !== (operation.kind === "consumer" && isLast(step))) continue;
    if (isBelowQueue(shape, step, operation) && effect !== "stopped" && effect !== "slowness") continue;
    if (effect === "abandonment" && isLast(step)) continue;
    if (effect === "lost" && !isLast(step)) continue;
    const count = random.next() < 0.3 ? 2 : 1;
    // what does not run has no instance
    const own = pools.filter(({ key }) => effect !== "stopped" || operation.records.includes(key));
    const cause = own.length === 0 ? undefined : chooseCause(random, own, count);
    // few instances: two of their attributes go together by chance
    if (cause?.every(({ key }) => !operation.records.includes(key)) === true && count === 2) continue;
    if (cause === undefined) continue;
    return {
      service: operation.service,
      operation,
      step,
      cause,
      effect,
      share: 0.4 + 0.55 * random.next(),
      start: 0.5 * random.next(),
    };
  }
}

/** What the requests of an operation differ by. */
function poolsOf(shape: Shape, operation: Operation): readonly Pool[] {
  const own = shape.pools.filter(({ key }) => operation.records.includes(key));
  return [...own, ...(shape.resources[operation.service] ?? [])];
}

/** A consumer runs after its request was answered, so what it does cannot fail the step. */
function isBelowQueue(shape: Shape, step: number, operation: Operation): boolean {
  return operationsOf(shape.steps[step]!.request)
    .filter(({ kind }) => kind === "consumer")
    .some((consumer) => operationsOf(consumer).includes(operation));
}

function chooseCause(random: Random, pools: readonly Pool[], count: number): CausePart[] | undefined {
  const parts: (CausePart & { readonly met: number })[] = [];
  for (let at = 0; at < count; at++) {
    const pool = pools[random.below(pools.length)]!;
    if (parts.some(({ key }) => key === pool.key)) return undefined;
    const value = pool.values[random.below(pool.values.length)]!;
    parts.push({ key: pool.key, value, met: shareOf(pool, value) });
  }
  const met = parts.reduce((product, part) => product * part.met, 1);
  if (met < leastMet || met > mostMet) return undefined;
  // each of two matters
  if (count === 2 && parts.some((part) => part.met > 0.75)) return undefined;
  return parts.map(({ key, value }) => ({ key, value }));
}

/** How many of a thousand draws. */
function shareOf(pool: Pool, value: Pool["values"][number]): number {
  const random = createRandom(1);
  const draws = 1000;
  let hits = 0;
  for (let at = 0; at < draws; at++) if (draw(random, pool) === value) hits += 1;
  return hits / draws;
}

/** A value of `pool`, `undefined` for a visit that does not have it. */
export function draw(random: Random, pool: Pool): string | bigint | undefined {
  if (pool.share !== undefined && random.next() >= pool.share) return undefined;
  return pool.values[random.skewed(pool.values.length, pool.skew)];
}
