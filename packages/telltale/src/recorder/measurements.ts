// What was measured: a series each with its totals, the last values of timers, and a ring of the last measurements of all.
// A reader of its own with series of its own form, so that an instrument costs nothing more where no recorder runs.
import type { AnyValue } from "otlp";
import { now, toEpochMs } from "../engine/runtime/clock.ts";
import { toPlain } from "../engine/attributes/plain.ts";
import type { MetricReader } from "../engine/meter/metric-reader.ts";
import type { MetricReaderPlug } from "../engine/meter/metrics-export.ts";
import type { AttributeSet } from "../engine/metrics/attribute-set.ts";
import type { NumberPoint } from "../engine/metrics/collection.ts";
import { type Descriptor, isObserved } from "../engine/metrics/descriptor.ts";
import type { Series } from "../engine/metrics/series.ts";
import type { PlainAttributes, PlainValue } from "../export/read-batch.ts";
import type { RecorderSettings } from "./settings.ts";

/** What one series came to. */
export interface SeriesTotals {
  readonly name: string;
  readonly unit: string;
  readonly kind: Descriptor["kind"];
  readonly attributes: PlainAttributes;
  /** Measurements. */
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
  /** The last values in no order, of histograms. */
  values(): number[];
}

/** One measurement. */
export interface MeasuredPoint {
  readonly name: string;
  readonly unit: string;
  readonly attributes: PlainAttributes;
  readonly value: number;
  /** Epoch ms. */
  readonly timeMs: number;
}

/** Everything that is measured. */
export interface Measurements {
  readonly reader: MetricReaderPlug;
  /** Every series, those of observed instruments as they are now. */
  series(): SeriesTotals[];
  /** The last measurements, the oldest first. */
  points(): MeasuredPoint[];
}

// a program that makes up attributes has its limits of series; this bounds their values
const maxSeriesWithValues = 10_000;

/** Nothing is measured yet. */
export function createMeasurements({ points: maxPoints, timerValues }: RecorderSettings): Measurements {
  const ring = createPointRing(maxPoints);
  const all = new Set<RecordedSeries>();
  let reader: MetricReader | undefined;
  return {
    reader: {
      attach(meters) {
        reader = meters.addReader({
          name: "recorder",
          aggregation: () => ({ type: "lastValue" }),
          series: (instrument, name) => (attributes) => {
            const keeps = instrument.kind === "histogram" && all.size < maxSeriesWithValues;
            const series = new RecordedSeries(instrument, name, attributes, ring, keeps ? timerValues : 0);
            all.add(series);
            return series;
          },
        });
      },
      async flush() {},
      async stop() {
        reader?.collectNow();
        reader = undefined;
      },
    },
    series() {
      reader?.collectNow();
      // what is observed no more; a handle that is bound and not used yet keeps its series
      for (const series of all) if (series.isEmpty && isObserved(series.instrument.kind)) all.delete(series);
      return [...all].filter(({ isEmpty }) => !isEmpty).map((series) => series.totals());
    },
    points: () => ring.points(),
  };
}

class RecordedSeries implements Series {
  start: number = 0;
  count: number = 0;
  /** Whether nothing was measured, or nothing observed the last time. */
  isEmpty: boolean = true;
  readonly instrument: Descriptor;
  readonly name: string;
  readonly attributes: AttributeSet;
  readonly #ring: PointRing;
  readonly #maxValues: number;
  #sum: number = 0;
  #min: number = Infinity;
  #max: number = -Infinity;
  #last: number = Number.NaN;
  #values: Float64Array = none;

  constructor(
    instrument: Descriptor,
    name: string,
    attributes: AttributeSet,
    ring: PointRing,
    maxValues: number,
  ) {
    this.instrument = instrument;
    this.name = name;
    this.attributes = attributes;
    this.#ring = ring;
    this.#maxValues = maxValues;
  }

  record(value: number): void {
    if (this.#maxValues > 0) this.#keep(value);
    this.count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#last = value;
    this.isEmpty = false;
    this.#ring.add(this, value);
  }

  // starts small: most series see few values
  #keep(value: number): void {
    const max = this.#maxValues;
    if (this.count === this.#values.length && this.count < max) {
      const larger = new Float64Array(Math.min(max, Math.max(16, this.count * 2)));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.count % max] = value;
  }

  totals(): SeriesTotals {
    const { name, instrument, count } = this;
    const values = this.#values.subarray(0, Math.min(count, this.#values.length));
    return {
      name,
      unit: instrument.unit,
      kind: instrument.kind,
      attributes: plainAttributes(this.attributes),
      count,
      sum: this.#sum,
      min: this.#min,
      max: this.#max,
      last: this.#last,
      values: () => [...values],
    };
  }

  // the reader keeps a series of an observed instrument as long as it gives a point
  read(moment: number): NumberPoint | undefined {
    const { attributes, start } = this;
    return this.isEmpty ? undefined : { attributes, start, moment, value: this.#last, exemplars: [] };
  }

  // of observed instruments, before they are observed again
  reset(): void {
    this.isEmpty = true;
  }
}

const none = new Float64Array(0);

interface PointRing {
  add(series: RecordedSeries, value: number): void;
  points(): MeasuredPoint[];
}

function createPointRing(maxPoints: number): PointRing {
  const series: RecordedSeries[] = [];
  let values: Float64Array = none;
  let moments: Float64Array = none;
  let added = 0;

  function grow(): void {
    const length = Math.min(maxPoints, Math.max(256, series.length * 2));
    const larger = [new Float64Array(length), new Float64Array(length)] as const;
    larger[0].set(values);
    larger[1].set(moments);
    [values, moments] = larger;
  }

  return {
    add(one, value) {
      const at = added++ % maxPoints;
      if (at === values.length) grow();
      series[at] = one;
      values[at] = value;
      moments[at] = now();
    },
    points() {
      const first = added > maxPoints ? added % maxPoints : 0;
      return series.map((_, index): MeasuredPoint => {
        const at = (first + index) % series.length;
        const { name, instrument, attributes } = series[at] as RecordedSeries;
        return {
          name,
          unit: instrument.unit,
          attributes: plainAttributes(attributes),
          value: values[at] as number,
          timeMs: toEpochMs(moments[at] as number),
        };
      });
    },
  };
}

function plainAttributes({ list }: AttributeSet): PlainAttributes {
  const entries: [string, PlainValue][] = [];
  for (let at = 0; at < list.length; at += 2)
    entries.push([list[at] as string, toPlain(list[at + 1] as AnyValue) as PlainValue]);
  return Object.fromEntries(entries);
}
