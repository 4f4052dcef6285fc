// A histogram with bounds that are given: counts between ascending bounds; a value equal to a bound belongs below it.
import type { Context } from "@opentelemetry/api";
import type { AttributeSet } from "./attribute-set.ts";
import type { HistogramPoint } from "./collection.ts";
import { type Exemplars, never } from "./exemplar.ts";
import type { ExemplarMaker, Series, SeriesMaker } from "./series.ts";

/** What the histograms of one stream have in common. */
export interface ExplicitShape {
  readonly bounds: readonly number[];
  readonly recordMinMax: boolean;
  /** Left out where values may be negative. */
  readonly recordSum: boolean;
}

class ExplicitHistogram implements Series {
  count: number = 0;
  sum: number = 0;
  min: number = Infinity;
  max: number = -Infinity;
  start: number;
  readonly counts: number[];
  readonly waits: Int32Array;
  readonly bounds: readonly number[];
  readonly shape: ExplicitShape;
  readonly attributes: AttributeSet;
  readonly exemplars: Exemplars | undefined;

  constructor(
    shape: ExplicitShape,
    attributes: AttributeSet,
    start: number,
    exemplars: Exemplars | undefined,
  ) {
    this.shape = shape;
    this.bounds = shape.bounds;
    this.attributes = attributes;
    this.start = start;
    this.exemplars = exemplars;
    this.counts = Array.from({ length: shape.bounds.length + 1 }, () => 0);
    this.waits = new Int32Array(shape.bounds.length + 1).fill(exemplars === undefined ? never : 0);
  }

  record(value: number, attributes?: object, context?: Context): void {
    const { bounds, counts, waits } = this;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value > (bounds[middle] as number)) low = middle + 1;
      else high = middle;
    }
    counts[low] = (counts[low] as number) + 1;
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const wait = (waits[low] as number) - 1;
    waits[low] = wait < 0 ? this.#offer(value, low, attributes, context) : wait;
  }

  #offer(value: number, slot: number, attributes: object | undefined, context: Context | undefined): number {
    return this.exemplars === undefined ? never : this.exemplars.offer(value, slot, attributes, context);
  }

  read(moment: number, since: number): HistogramPoint | undefined {
    const { count, attributes, start, bounds, shape } = this;
    if (count === 0) return undefined;
    const exemplars = this.exemplars?.collect(since, false) ?? [];
    if (this.exemplars !== undefined) this.waits.fill(0);
    return {
      attributes,
      start,
      moment,
      count,
      sum: shape.recordSum ? this.sum : undefined,
      min: shape.recordMinMax ? this.min : undefined,
      max: shape.recordMinMax ? this.max : undefined,
      bounds,
      counts: [...this.counts],
      exemplars,
    };
  }

  reset(moment: number): void {
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
    this.start = moment;
    this.counts.fill(0);
    this.exemplars?.collect(0, true);
  }
}

/** Counts values between the bounds of `shape`. */
export function explicitHistogram(shape: ExplicitShape, exemplars: ExemplarMaker): SeriesMaker {
  return (attributes, start) => new ExplicitHistogram(shape, attributes, start, exemplars?.());
}
