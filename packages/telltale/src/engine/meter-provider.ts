// The MeterProvider of `@opentelemetry/api` over the library's own instruments.
import type {
  BatchObservableCallback,
  Meter,
  MeterProvider,
  MetricOptions,
  Observable,
  ObservableCallback,
} from "@opentelemetry/api";
import type { Descriptor, Instrument, InstrumentKind, MeterCore } from "./meter.ts";
import type { Observers } from "./observers.ts";

// the specification's bounds, which readers of the stock instruments expect
const defaultBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** A MeterProvider that makes one core per name, version and schema, and puts its callbacks into `observers`. */
export function createMeterProvider(
  make: (name: string, version: string, schemaUrl: string) => MeterCore,
  observers: Observers,
): MeterProvider {
  const meters = new Map<string, Meter>();
  return {
    getMeter(name, version = "", options) {
      const schemaUrl = options?.schemaUrl ?? "";
      const key = JSON.stringify([name, version, schemaUrl]);
      let meter = meters.get(key);
      if (meter === undefined) meters.set(key, (meter = toMeter(make(name, version, schemaUrl), observers)));
      return meter;
    },
  };
}

function toMeter(core: MeterCore, observers: Observers): Meter {
  const instruments = new WeakMap<Observable, Instrument>();
  const create = (kind: InstrumentKind, name: string, options?: MetricOptions): Instrument =>
    core.instrument(toDescriptor(kind, name, options));

  function adder(
    kind: InstrumentKind,
    name: string,
    options?: MetricOptions,
  ): { add(value: number, attributes?: object): void } {
    const instrument = create(kind, name, options);
    return { add: (value, attributes) => instrument.record(value, attributes) };
  }

  function recorder(
    kind: InstrumentKind,
    name: string,
    options?: MetricOptions,
  ): { record(value: number, attributes?: object): void } {
    const instrument = create(kind, name, options);
    return { record: (value, attributes) => instrument.record(value, attributes) };
  }

  function observable(kind: InstrumentKind, name: string, options?: MetricOptions): Observable {
    const instrument = create(kind, name, options);
    const observe = (value: number, attributes?: object): void => instrument.record(value, attributes);
    const running = new Map<ObservableCallback, () => void>();
    const handle: Observable = {
      addCallback(callback) {
        if (!running.has(callback)) {
          running.set(
            callback,
            observers.add([instrument], () => callback({ observe })),
          );
        }
      },
      removeCallback(callback) {
        running.get(callback)?.();
        running.delete(callback);
      },
    };
    instruments.set(handle, instrument);
    return handle;
  }

  const batches = new Map<BatchObservableCallback, () => void>();
  return {
    createCounter: (name, options) => adder("counter", name, options),
    createUpDownCounter: (name, options) => adder("upDownCounter", name, options),
    createGauge: (name, options) => recorder("gauge", name, options),
    createHistogram: (name, options) => recorder("histogram", name, options),
    createObservableCounter: (name, options) => observable("observedCounter", name, options),
    createObservableUpDownCounter: (name, options) => observable("observedUpDownCounter", name, options),
    createObservableGauge: (name, options) => observable("observedGauge", name, options),
    addBatchObservableCallback(callback, observables) {
      const mine = observables.flatMap((one) => instruments.get(one) ?? []);
      const observe = (target: Observable, value: number, attributes?: object): void => {
        const instrument = instruments.get(target);
        if (instrument !== undefined && mine.includes(instrument)) instrument.record(value, attributes);
      };
      const run = callback as BatchObservableCallback;
      batches.get(run)?.();
      batches.set(
        run,
        observers.add(mine, () => run({ observe })),
      );
    },
    removeBatchObservableCallback(callback) {
      batches.get(callback as BatchObservableCallback)?.();
      batches.delete(callback as BatchObservableCallback);
    },
  };
}

function toDescriptor(kind: InstrumentKind, name: string, options: MetricOptions = {}): Descriptor {
  const bounds =
    kind === "histogram" ? (options.advice?.explicitBucketBoundaries ?? defaultBounds) : undefined;
  return { kind, name, unit: options.unit ?? "", description: options.description ?? "", bounds };
}
