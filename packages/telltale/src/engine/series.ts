// One metric series per attribute set: a few numbers that grow, and how they become a data point
// (opentelemetry/proto/metrics/v1). Attributes are encoded once, when the series is made.
import type { ByteWriter } from "otlp";
import { writeMoment } from "./encode-span.ts";

const fixed64Wire = 1;

/** One series. `record` is the hot path; `write` puts the point, as field 1 of its data message, into a collection. */
export interface Series {
  record(value: number): void;
  write(writer: ByteWriter, moment: number): void;
}

/** Makes a series out of its encoded attributes and its start. */
export interface Aggregation {
  /** Field number of the point's attributes. */
  readonly attributesField: number;
  /** Field number of the data in `Metric`: gauge 5, sum 7, histogram 9, exponential histogram 10. */
  readonly dataField: number;
  /** `true` for an increasing sum, `false` for any other sum, undefined elsewhere. */
  readonly monotonic?: boolean;
  create(attributes: Uint8Array, startMoment: number): Series;
}

class Sum implements Series {
  value: number = 0;
  readonly attributes: Uint8Array;
  readonly start: number;
  constructor(attributes: Uint8Array, start: number) {
    this.attributes = attributes;
    this.start = start;
  }
  record(value: number): void {
    this.value += value;
  }
  write(writer: ByteWriter, moment: number): void {
    writeNumberPoint(writer, this.attributes, this.start, moment, this.value);
  }
}

class LastValue implements Series {
  value: number | undefined = undefined;
  readonly attributes: Uint8Array;
  readonly start: number;
  constructor(attributes: Uint8Array, start: number) {
    this.attributes = attributes;
    this.start = start;
  }
  record(value: number): void {
    this.value = value;
  }
  write(writer: ByteWriter, moment: number): void {
    if (this.value !== undefined) writeNumberPoint(writer, this.attributes, this.start, moment, this.value);
  }
}

class ExplicitHistogram implements Series {
  count: number = 0;
  sum: number = 0;
  min: number = Infinity;
  max: number = -Infinity;
  readonly counts: number[];
  readonly bounds: readonly number[];
  readonly attributes: Uint8Array;
  readonly start: number;
  constructor(bounds: readonly number[], attributes: Uint8Array, start: number) {
    this.bounds = bounds;
    this.attributes = attributes;
    this.start = start;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }
  record(value: number): void {
    const { bounds } = this;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value > (bounds[middle] as number)) low = middle + 1;
      else high = middle;
    }
    this.counts[low] = (this.counts[low] as number) + 1;
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
  write(writer: ByteWriter, moment: number): void {
    if (this.count === 0) return;
    const mark = writer.open(1);
    writeMoment(writer, 2, this.start);
    writeMoment(writer, 3, moment);
    writeFixed(writer, 4, this.count);
    writeDouble(writer, 5, this.sum);
    const counts = writer.open(6);
    for (const count of this.counts) writer.fixed64Words(count, Math.floor(count / 4294967296));
    writer.close(counts);
    const bounds = writer.open(7);
    for (const bound of this.bounds) writer.double(bound);
    writer.close(bounds);
    writer.append(this.attributes);
    writeDouble(writer, 11, this.min);
    writeDouble(writer, 12, this.max);
    writer.close(mark);
  }
}

/** Adds up. */
export function sum(monotonic: boolean): Aggregation {
  return {
    attributesField: 7,
    dataField: 7,
    monotonic,
    create: (attributes, start) => new Sum(attributes, start),
  };
}

/** Sums that the application itself adds up and reports as they stand: the last one counts. */
export function observedSum(monotonic: boolean): Aggregation {
  return {
    attributesField: 7,
    dataField: 7,
    monotonic,
    create: (attributes, start) => new LastValue(attributes, start),
  };
}

/** Keeps the last value. */
export const lastValue: Aggregation = {
  attributesField: 7,
  dataField: 5,
  create: (attributes, start) => new LastValue(attributes, start),
};

/** Counts values between ascending bounds; a value equal to a bound belongs below it. */
export function explicitHistogram(bounds: readonly number[]): Aggregation {
  return {
    attributesField: 9,
    dataField: 9,
    create: (attributes, start) => new ExplicitHistogram(bounds, attributes, start),
  };
}

function writeNumberPoint(
  writer: ByteWriter,
  attributes: Uint8Array,
  start: number,
  moment: number,
  value: number,
): void {
  const mark = writer.open(1);
  writeMoment(writer, 2, start);
  writeMoment(writer, 3, moment);
  writeDouble(writer, 4, value);
  writer.append(attributes);
  writer.close(mark);
}

/** Writes a double field. */
export function writeDouble(writer: ByteWriter, field: number, value: number): void {
  writer.tag(field, fixed64Wire);
  writer.double(value);
}

/** Writes a whole number as a fixed64 field. */
export function writeFixed(writer: ByteWriter, field: number, value: number): void {
  writer.tag(field, fixed64Wire);
  writer.fixed64Words(value | 0, Math.floor(value / 4294967296));
}
