// Where exemplars are held: the specification's two reservoirs, and any of the user's own
// (specification: metrics/sdk, ExemplarReservoir).
import { toEpochMs } from "../runtime/clock.ts";
import { wordToHex } from "../runtime/ids.ts";
import type { AnyValue } from "otlp";
import { noAttributes } from "./attribute-set.ts";
import type { Exemplar, ExemplarSpan } from "./collection.ts";

/** Holds exemplars of one series. */
export interface Reservoir {
  /** Takes or leaves a measurement; returns how many of the following into `slot` it can do without. */
  offer(exemplar: Exemplar, slot: number): number;
  /** What is held. Afterwards the next measurement is wanted again; with `reset` nothing is held any more. */
  collect(reset: boolean): readonly Exemplar[];
}

/**
 * Keeps `size` measurements, each with the same chance.
 *
 * How many to pass over until the next is drawn at once, instead of a number per measurement (Li's algorithm L).
 */
export function simpleFixedSize(size: number): Reservoir {
  let held: Exemplar[] = [];
  let seen = 0;
  let weight = 1;

  function skip(): number {
    weight *= draw() ** (1 / size);
    return Math.min(Math.floor(Math.log(draw()) / Math.log1p(-weight)), 0x3fff_ffff) | 0;
  }

  return {
    offer(exemplar) {
      // those of the interval before: beside newer ones, a bucket that loses its newer one would show its older one again
      if (seen === 0) held = [];
      held[seen < size ? seen : Math.floor(Math.random() * size)] = exemplar;
      seen++;
      return seen < size ? 0 : skip();
    },
    collect(reset) {
      const result = [...held];
      if (reset) held = [];
      seen = 0;
      weight = 1;
      return result;
    },
  };
}

/** Keeps one measurement for each of `slots` buckets, each of the bucket's with the same chance. */
export function alignedToBuckets(slots: number): Reservoir {
  const held: (Exemplar | undefined)[] = Array.from({ length: slots }, () => undefined);
  // the place in its bucket of the measurement that is wanted next
  const next = new Float64Array(slots).fill(1);
  return {
    offer(exemplar, slot) {
      held[slot] = exemplar;
      const place = next[slot] as number;
      // the one at place n stays until place n / u, for u evenly drawn from (0, 1)
      const following = Math.floor(place / draw()) + 1;
      next[slot] = following;
      return Math.min(following - place - 1, 0x3fff_ffff) | 0;
    },
    collect(reset) {
      const result = held.filter((one) => one !== undefined);
      if (reset) held.fill(undefined);
      next.fill(1);
      return result;
    },
  };
}

/** A reservoir of the user's own; a view's `reservoir` makes one per series. */
export interface CustomReservoir {
  /** Every measurement that the filter lets pass. Must not throw. */
  offer(measurement: ExemplarMeasurement): void;
  /** What is held since the last collection. Must not throw. */
  collect(): readonly ExemplarMeasurement[];
}

/** A measurement as a {@link CustomReservoir} sees it. */
export interface ExemplarMeasurement {
  readonly value: number;
  readonly timeMs: number;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  /** Attributes that the point does not carry. */
  readonly filteredAttributes: Readonly<Record<string, AnyValue>>;
}

/** `custom` as a reservoir. What it throws is passed on to `failed`. */
export function customReservoir(custom: CustomReservoir, failed: (error: unknown) => void): Reservoir {
  const origins = new WeakMap<ExemplarMeasurement, Exemplar>();
  return {
    offer(exemplar) {
      const measurement = toMeasurement(exemplar);
      origins.set(measurement, exemplar);
      try {
        custom.offer(measurement);
      } catch (error) {
        failed(error);
      }
      return 0;
    },
    collect() {
      try {
        return [...custom.collect()].flatMap((one) => origins.get(one) ?? []);
      } catch (error) {
        failed(error);
        return [];
      }
    },
  };
}

function toMeasurement({ value, moment, span, attributes }: Exemplar): ExemplarMeasurement {
  const filteredAttributes: Record<string, AnyValue> = {};
  const { list } = attributes ?? noAttributes;
  for (let at = 0; at < list.length; at += 2)
    filteredAttributes[list[at] as string] = list[at + 1] as AnyValue;
  return {
    value,
    timeMs: toEpochMs(moment),
    traceId: span === undefined ? undefined : traceIdOf(span),
    spanId: span === undefined ? undefined : spanIdOf(span),
    filteredAttributes,
  };
}

/** The trace id in hexadecimal. */
function traceIdOf({ t0, t1, t2, t3 }: ExemplarSpan): string {
  return wordToHex(t0) + wordToHex(t1) + wordToHex(t2) + wordToHex(t3);
}

/** The span id in hexadecimal. */
function spanIdOf({ s0, s1 }: ExemplarSpan): string {
  return wordToHex(s0) + wordToHex(s1);
}

// never 0, whose logarithm has no end
function draw(): number {
  return 1 - Math.random();
}
