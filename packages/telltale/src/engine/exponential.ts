// Base-2 exponential histogram (specification: metrics data model): bucket i holds (b^i, b^(i+1)] with b = 2^(2^-scale).
// Starts at the finest scale and halves the resolution whenever the values no longer fit into 160 buckets.
import type { ByteWriter } from "otlp";
import { writeMoment } from "./encode-span.ts";
import { type Aggregation, type Series, writeDouble, writeFixed } from "./series.ts";

const maxScale = 20;
const minScale = -10;
const maxBuckets = 160;
const varintWire = 0;

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

class ExponentialHistogram implements Series {
  count: number = 0;
  sum: number = 0;
  min: number = Infinity;
  max: number = -Infinity;
  zeros: number = 0;
  scale: number = maxScale;
  offset: number = 0;
  counts: number[] = [];
  readonly attributes: Uint8Array;
  readonly start: number;

  constructor(attributes: Uint8Array, start: number) {
    this.attributes = attributes;
    this.start = start;
  }

  record(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (value > 0) this.#place(bucketIndex(value, this.scale));
    else this.zeros++;
  }

  write(writer: ByteWriter, moment: number): void {
    if (this.count === 0) return;
    const mark = writer.open(1);
    writer.append(this.attributes);
    writeMoment(writer, 2, this.start);
    writeMoment(writer, 3, moment);
    writeFixed(writer, 4, this.count);
    writeDouble(writer, 5, this.sum);
    writer.tag(6, varintWire);
    writer.sint32(this.scale);
    writeFixed(writer, 7, this.zeros);
    if (this.counts.length > 0) this.#writeBuckets(writer);
    writeDouble(writer, 12, this.min);
    writeDouble(writer, 13, this.max);
    writer.close(mark);
  }

  #place(index: number): void {
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
    this.#place(this.#widen(index));
  }

  /** Makes room for `index`; returns what it is at the scale that came of it. */
  #widen(index: number): number {
    let low = Math.min(this.offset, index);
    let high = Math.max(this.offset + this.counts.length - 1, index);
    let shift = 0;
    while (high - low >= maxBuckets && this.scale - shift > minScale) {
      low >>= 1;
      high >>= 1;
      shift++;
    }
    this.#coarsen(shift);
    const before = Array.from({ length: this.offset - low }, () => 0);
    const after = Array.from({ length: high - low + 1 - before.length - this.counts.length }, () => 0);
    this.counts = [...before, ...this.counts, ...after];
    this.offset = low;
    return index >> shift;
  }

  #coarsen(shift: number): void {
    if (shift === 0) return;
    const offset = this.offset >> shift;
    const merged: number[] = [];
    for (const [at, count] of this.counts.entries()) {
      const to = ((this.offset + at) >> shift) - offset;
      merged[to] = (merged[to] ?? 0) + count;
    }
    this.counts = merged;
    this.offset = offset;
    this.scale -= shift;
  }

  #writeBuckets(writer: ByteWriter): void {
    const buckets = writer.open(8);
    writer.tag(1, varintWire);
    writer.sint32(this.offset);
    const packed = writer.open(2);
    for (const count of this.counts) writer.varint(count);
    writer.close(packed);
    writer.close(buckets);
  }
}

/** Counts values in base-2 exponential buckets: no bounds to choose, at most 0.7 % relative error over a range of 1 to 3. */
export const exponentialHistogram: Aggregation = {
  attributesField: 1,
  dataField: 10,
  create: (attributes, start) => new ExponentialHistogram(attributes, start),
};
