// Base-2 exponential histogram (specification: metrics data model): bucket i holds (b^i, b^(i+1)] with b = 2^(2^-scale).
// Starts at the finest scale and halves the resolution whenever the values no longer fit into the buckets allowed.
import type { Context } from "@opentelemetry/api";
import type { AttributeSet } from "./attribute-set.ts";
import type { Buckets, ExponentialPoint } from "./collection.ts";
import { type Exemplars, never } from "./exemplar.ts";
import type { ExemplarMaker, Series, SeriesMaker } from "./series.ts";

const minScale = -10;

/** What the histograms of one stream have in common. */
export interface ExponentialShape {
  /** Buckets at most, of positive and of negative values each. */
  readonly maxSize: number;
  readonly maxScale: number;
  readonly recordMinMax: boolean;
  /** Left out where values may be negative. */
  readonly recordSum: boolean;
  /** Absolute values up to it count as zero. */
  readonly zeroThreshold: number;
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** The bucket of a positive `value` at `scale`. Exact for powers of two; subnormal values share the smallest bucket. */
export function bucketIndex(value: number, scale: number): number {
  float[0] = value;
  const high = words[1] as number;
  const exponent = Math.max(-1022, ((high >>> 20) & 0x7ff) - 1023);
  const powerOfTwo = (high & 0xfffff) === 0 && words[0] === 0;
  if (scale <= 0) return (powerOfTwo ? exponent - 1 : exponent) >> -scale;
  const perPower = 2 ** scale;
  if (powerOfTwo) return exponent * perPower - 1;
  // the logarithm may err by one ulp next to a power of two: keep it inside its power
  const index = Math.ceil(Math.log2(value) * perPower) - 1;
  return Math.min(Math.max(index, exponent * perPower), (exponent + 1) * perPower - 1);
}

/** Neighbouring counts that grow at both ends. */
class Range implements Buckets {
  offset: number = 0;
  counts: number[] = [];

  /** By how many powers of two the buckets must widen so that `index` fits into `maxSize` of them. */
  shiftFor(index: number, maxSize: number): number {
    if (this.counts.length === 0) return 0;
    let low = Math.min(this.offset, index);
    let high = Math.max(this.offset + this.counts.length - 1, index);
    let shift = 0;
    while (high - low >= maxSize) {
      low >>= 1;
      high >>= 1;
      shift++;
    }
    return shift;
  }

  add(index: number): void {
    const { counts } = this;
    if (counts.length === 0) {
      this.offset = index;
      counts.push(1);
      return;
    }
    const at = index - this.offset;
    if (at >= 0 && at < counts.length) {
      counts[at] = (counts[at] as number) + 1;
      return;
    }
    if (at < 0) {
      this.counts = [1, ...zeros(-at - 1), ...counts];
      this.offset = index;
      return;
    }
    while (counts.length < at) counts.push(0);
    counts.push(1);
  }

  coarsen(shift: number): void {
    const offset = this.offset >> shift;
    const merged: number[] = [];
    for (const [at, count] of this.counts.entries()) {
      const to = ((this.offset + at) >> shift) - offset;
      merged[to] = (merged[to] ?? 0) + count;
    }
    this.counts = merged;
    this.offset = offset;
  }

  copy(): Buckets {
    return { offset: this.offset, counts: [...this.counts] };
  }

  clear(): void {
    this.offset = 0;
    this.counts = [];
  }
}

class ExponentialHistogram implements Series {
  count: number = 0;
  sum: number = 0;
  min: number = Infinity;
  max: number = -Infinity;
  zeros: number = 0;
  scale: number;
  wait: number;
  start: number;
  readonly positive: Range = new Range();
  readonly negative: Range = new Range();
  readonly shape: ExponentialShape;
  readonly attributes: AttributeSet;
  readonly exemplars: Exemplars | undefined;

  constructor(
    shape: ExponentialShape,
    attributes: AttributeSet,
    start: number,
    exemplars: Exemplars | undefined,
  ) {
    this.shape = shape;
    this.scale = shape.maxScale;
    this.attributes = attributes;
    this.start = start;
    this.exemplars = exemplars;
    this.wait = exemplars === undefined ? never : 0;
  }

  record(value: number, attributes?: object, context?: Context): void {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const { zeroThreshold } = this.shape;
    if (value > zeroThreshold) this.#place(this.positive, value);
    else if (value < -zeroThreshold) this.#place(this.negative, -value);
    else this.zeros++;
    if (--this.wait < 0) {
      this.wait = this.exemplars === undefined ? never : this.exemplars.offer(value, 0, attributes, context);
    }
  }

  #place(range: Range, value: number): void {
    const index = bucketIndex(value, this.scale);
    const at = index - range.offset;
    const { counts } = range;
    if (at >= 0 && at < counts.length) {
      counts[at] = (counts[at] as number) + 1;
      return;
    }
    const shift = Math.min(range.shiftFor(index, this.shape.maxSize), this.scale - minScale);
    if (shift > 0) {
      this.positive.coarsen(shift);
      this.negative.coarsen(shift);
      this.scale -= shift;
    }
    range.add(index >> shift);
  }

  read(moment: number, since: number): ExponentialPoint | undefined {
    const { count, attributes, start, shape } = this;
    if (count === 0) return undefined;
    const exemplars = this.exemplars?.collect(since, false) ?? [];
    if (this.exemplars !== undefined) this.wait = 0;
    return {
      attributes,
      start,
      moment,
      count,
      sum: shape.recordSum ? this.sum : undefined,
      min: shape.recordMinMax ? this.min : undefined,
      max: shape.recordMinMax ? this.max : undefined,
      scale: this.scale,
      zeroCount: this.zeros,
      zeroThreshold: shape.zeroThreshold,
      positive: this.positive.copy(),
      negative: this.negative.copy(),
      exemplars,
    };
  }

  reset(moment: number): void {
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
    this.zeros = 0;
    this.scale = this.shape.maxScale;
    this.start = moment;
    this.positive.clear();
    this.negative.clear();
    this.exemplars?.collect(0, true);
  }
}

/** Counts values in base-2 exponential buckets: no bounds to choose, at most 0.7 % relative error over a range of 1 to 3. */
export function exponentialHistogram(shape: ExponentialShape, exemplars: ExemplarMaker): SeriesMaker {
  return (attributes, start) => new ExponentialHistogram(shape, attributes, start, exemplars?.());
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
