// One metric series per attribute set: a few numbers that grow. `record` is the hot path and asks nothing twice:
// values are checked before, and `wait` says how many measurements the exemplars can do without.
import type { Context } from "@opentelemetry/api";
import type { AttributeSet } from "./attribute-set.ts";
import type { Exemplar, ExponentialPoint, HistogramPoint, NumberPoint } from "./collection.ts";
import { type Exemplars, never } from "./exemplar.ts";
import { overflowAttributes } from "./overflow.ts";

/** A point of any form. */
export type AnyPoint = NumberPoint | HistogramPoint | ExponentialPoint;

/** One series. */
export interface Series {
  readonly attributes: AttributeSet;
  /** Since when it counts; a moment of clock.ts. */
  start: number;
  /**
   * Takes a value, which must be finite unless the series keeps the last value. `attributes` and `context` are those of the
   * measurement, for exemplars.
   */
  record(value: number, attributes?: object, context?: Context): void;
  /** The current point, with exemplars recorded after `since`; undefined while nothing was recorded. */
  read(moment: number, since: number): AnyPoint | undefined;
  /** Begins anew at `moment`, as delta series do after each collection. */
  reset(moment: number): void;
}

/** Makes a series. */
export type SeriesMaker = (attributes: AttributeSet, start: number) => Series;

/** Creates the exemplars of one series; undefined without exemplars. */
export type ExemplarMaker = (() => Exemplars) | undefined;

const none: readonly Exemplar[] = [];

// Most of what is added is 1, and counting in a small integer takes half the time of adding to a double: `wait`, which counts
// down to the next exemplar, counts the ones at the same time. What is not 1 goes to `value`, and is told apart by `others`.
class Sum implements Series {
  // -0 says "nothing recorded": adding anything but -0 changes it, so the hot path needs no flag
  value: number = -0;
  wait: number;
  /** What `wait` was counted down from. */
  armed: number;
  /** How many of those counted down were not 1. */
  others: number = 0;
  start: number;
  readonly attributes: AttributeSet;
  readonly exemplars: Exemplars | undefined;

  constructor(attributes: AttributeSet, start: number, exemplars: Exemplars | undefined) {
    this.attributes = attributes;
    this.start = start;
    this.exemplars = exemplars;
    this.wait = exemplars === undefined ? never : 0;
    this.armed = this.wait;
  }

  record(value: number, attributes?: object, context?: Context): void {
    if (value !== 1) {
      this.value += value;
      this.others++;
    }
    if (--this.wait < 0) this.arm(offer(this.exemplars, value, attributes, context));
  }

  /** Moves the ones counted so far to `value` and lets `wait` more pass. */
  arm(wait: number): void {
    const ones = this.armed - this.wait - this.others;
    if (ones > 0) this.value += ones;
    this.others = 0;
    this.armed = wait;
    this.wait = wait;
  }

  read(moment: number, since: number): NumberPoint | undefined {
    const { attributes, start } = this;
    this.arm(this.exemplars === undefined ? never : 0);
    const { value } = this;
    if (Object.is(value, -0)) return undefined;
    const exemplars = this.exemplars?.collect(since, false) ?? none;
    return { attributes, start, moment, value, exemplars };
  }

  reset(moment: number): void {
    this.arm(this.exemplars === undefined ? never : 0);
    this.value = -0;
    this.start = moment;
    this.exemplars?.collect(0, true);
  }
}

class LastValue implements Series {
  value: number = Number.NaN;
  isEmpty: boolean = true;
  wait: number;
  start: number;
  readonly attributes: AttributeSet;
  readonly exemplars: Exemplars | undefined;

  constructor(attributes: AttributeSet, start: number, exemplars: Exemplars | undefined) {
    this.attributes = attributes;
    this.start = start;
    this.exemplars = exemplars;
    this.wait = exemplars === undefined ? never : 0;
  }

  record(value: number, attributes?: object, context?: Context): void {
    this.value = value;
    this.isEmpty = false;
    if (--this.wait < 0) this.wait = offer(this.exemplars, value, attributes, context);
  }

  read(moment: number, since: number): NumberPoint | undefined {
    const { value, attributes, start } = this;
    if (this.isEmpty) return undefined;
    const exemplars = this.exemplars?.collect(since, false) ?? none;
    if (this.exemplars !== undefined) this.wait = 0;
    return { attributes, start, moment, value, exemplars };
  }

  reset(moment: number): void {
    this.isEmpty = true;
    this.start = moment;
    this.exemplars?.collect(0, true);
  }
}

/** Sums that the application adds up itself and reports as they stand. */
class ObservedSum implements Series {
  value: number = Number.NaN;
  previous: number = 0;
  start: number;
  readonly attributes: AttributeSet;
  readonly delta: boolean;
  readonly monotonic: boolean;
  /** Whether several observed sets fall into this one, because a view took attributes away. */
  readonly merges: boolean;

  constructor(attributes: AttributeSet, start: number, shape: ObservedShape) {
    this.attributes = attributes;
    this.start = start;
    this.delta = shape.delta;
    this.monotonic = shape.monotonic;
    this.merges = shape.merges || attributes === overflowAttributes;
  }

  record(value: number): void {
    this.value = this.merges && !Number.isNaN(this.value) ? this.value + value : value;
  }

  read(moment: number): NumberPoint | undefined {
    const { value, attributes, start, previous } = this;
    if (Number.isNaN(value)) return undefined;
    // a sum that fell although it only grows was begun again by the application
    const base = this.delta && !(this.monotonic && value < previous) ? previous : 0;
    this.previous = value;
    return { attributes, start, moment, value: value - base, exemplars: none };
  }

  reset(moment: number): void {
    this.value = Number.NaN;
    if (this.delta) this.start = moment;
  }
}

/** How observed sums are reported. */
export interface ObservedShape {
  readonly delta: boolean;
  readonly monotonic: boolean;
  readonly merges: boolean;
}

/** Adds up. */
export function sum(exemplars: ExemplarMaker): SeriesMaker {
  return (attributes, start) => new Sum(attributes, start, exemplars?.());
}

/** Keeps the last value. */
export function lastValue(exemplars: ExemplarMaker): SeriesMaker {
  return (attributes, start) => new LastValue(attributes, start, exemplars?.());
}

/** Takes sums as they are observed. */
export function observedSum(shape: ObservedShape): SeriesMaker {
  return (attributes, start) => new ObservedSum(attributes, start, shape);
}

function offer(
  exemplars: Exemplars | undefined,
  value: number,
  attributes: object | undefined,
  context: Context | undefined,
): number {
  return exemplars === undefined ? never : exemplars.offer(value, 0, attributes, context);
}
