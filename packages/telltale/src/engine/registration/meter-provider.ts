// The MeterProvider of `@opentelemetry/api`: one for the life of the process. Meters and instruments are handles that find
// the running engine by themselves, so those taken before `start()` are live after it, and again after the next.
import type {
  Attributes,
  BatchObservableCallback,
  Counter,
  Histogram,
  Meter,
  MeterProvider,
  MetricOptions,
  Observable,
  ObservableCallback,
} from "@opentelemetry/api";
import { ValueType } from "../api/enums.ts";
import { onEarlyUse } from "./api-copies.ts";
import { report, reportMistake } from "../diagnostics/diagnose.ts";
import { tracerProvider } from "./live-providers.ts";
import { toAttributeSet } from "../metrics/attribute-set.ts";
import { toText } from "../attributes/value.ts";
import type { Instrument, MeterCore } from "../meter/meter.ts";
import { defaultBounds } from "../metrics/aggregation.ts";
import type { Descriptor, InstrumentKind } from "../metrics/descriptor.ts";
import { isValidName } from "../metrics/instrument-name.ts";
import { isAscending } from "../metrics/view-words.ts";
import { scopeOptions } from "../resource/scope-view.ts";
import { shared } from "../runtime/shared.ts";
import { follow, keepObserving } from "../running/follow.ts";
import { createMeasurer, type Measurer } from "../running/measurer.ts";

/** The provider, the same for all copies of the library. */
export const meterProvider: MeterProvider & { forceFlush(): Promise<void> } = shared(
  "meterProvider",
  createMeterProvider,
);

/**
 * Has the API hand out live handles before any provider is registered, which it would answer with dead ones: our own copy and
 * those that were loaded before.
 *
 * Each copy keeps one object for that case; its `getMeter` becomes ours. What another SDK registers goes before, as ever.
 */
export function serveEarlyMeters(): void {
  onEarlyUse((copies) => {
    for (const copy of copies) serve(copy as MetricsApi);
  });
}

interface MetricsApi {
  readonly metrics?: { getMeterProvider(): MeterProvider };
  readonly createNoopMeter?: () => Meter;
}

const served = new WeakSet<object>();

function serve({ metrics, createNoopMeter }: MetricsApi): void {
  const provider = metrics?.getMeterProvider() as { getMeter: MeterProvider["getMeter"] } | undefined;
  if (provider === undefined || provider === meterProvider || served.has(provider)) return;
  // a provider that was registered before answers with meters of its own
  if (createNoopMeter === undefined || provider.getMeter("") !== createNoopMeter()) return;
  provider.getMeter = (...scope) => meterProvider.getMeter(...scope);
  served.add(provider);
}

// a program that makes up names would otherwise grow without end
const maxMeters = 10_000;

function createMeterProvider(): typeof meterProvider {
  const meters = new Map<string, Meter>();
  return {
    getMeter(name, version = "", options) {
      const { schemaUrl = "", attributes } = scopeOptions(options) as {
        schemaUrl?: unknown;
        attributes?: Attributes;
      };
      if (typeof name !== "string" || name === "") reportMistake("meter_name", "a meter has no name");
      const scope = [toText(name ?? ""), toText(version), toText(schemaUrl)] as const;
      const resolved = toAttributeSet(attributes).encoded(3);
      const key = `${JSON.stringify(scope)}${Buffer.from(resolved).toString("latin1")}`;
      let meter = meters.get(key);
      if (meter === undefined) {
        meter = createMeter(follow(({ meters: all }) => all.meter(...scope, attributes)));
        if (meters.size < maxMeters) meters.set(key, meter);
      }
      return meter;
    },
    // what stock providers have besides; all signals are flushed together
    forceFlush: async () => tracerProvider.forceFlush(),
  };
}

type Live = () => Instrument | undefined;

function createMeter(core: () => MeterCore | undefined): Meter {
  const live = new WeakMap<object, Live>();
  const create = (kind: InstrumentKind, name: string, options?: MetricOptions): Measurer => {
    const descriptor = describe(kind, name, options);
    const recorder = createMeasurer(kind, () =>
      descriptor === undefined ? undefined : core()?.instrument(descriptor),
    );
    recorder.current();
    return recorder;
  };

  const adding = (kind: InstrumentKind, name: string, options?: MetricOptions): Counter => ({
    add: create(kind, name, options).record,
  });
  const recording = (kind: InstrumentKind, name: string, options?: MetricOptions): Histogram => ({
    record: create(kind, name, options).record,
  });

  function observable(kind: InstrumentKind, name: string, options?: MetricOptions): Observable {
    const { current } = create(kind, name, options);
    const running = new Map<ObservableCallback, () => void>();
    const handle: Observable = {
      addCallback(callback) {
        if (running.has(callback)) return;
        const stop = keepObserving((observe) =>
          callback({
            observe(value, attributes) {
              const instrument = current();
              if (instrument !== undefined) observe(instrument, value, attributes);
            },
          }),
        );
        running.set(callback, stop);
      },
      removeCallback(callback) {
        running.get(callback)?.();
        running.delete(callback);
      },
    };
    live.set(handle, current);
    return handle;
  }

  return {
    createCounter: (name, options) => adding("counter", name, options),
    createUpDownCounter: (name, options) => adding("upDownCounter", name, options),
    createGauge: (name, options) => recording("gauge", name, options),
    createHistogram: (name, options) => recording("histogram", name, options),
    createObservableCounter: (name, options) => observable("observedCounter", name, options),
    createObservableUpDownCounter: (name, options) => observable("observedUpDownCounter", name, options),
    createObservableGauge: (name, options) => observable("observedGauge", name, options),
    ...batchCallbacks(live),
  };
}

interface BatchEntry {
  readonly callback: unknown;
  readonly observables: ReadonlySet<Observable>;
  readonly stop: () => void;
}

/** Callbacks for several instruments at once; known by the callback together with its instruments. */
function batchCallbacks(
  live: WeakMap<object, Live>,
): Pick<Meter, "addBatchObservableCallback" | "removeBatchObservableCallback"> {
  const entries: BatchEntry[] = [];
  const find = (callback: unknown, observables: readonly Observable[]): number =>
    entries.findIndex(
      (entry) =>
        entry.callback === callback &&
        entry.observables.size === new Set(observables).size &&
        observables.every((one) => entry.observables.has(one)),
    );
  return {
    addBatchObservableCallback(callback, observables) {
      if (!Array.isArray(observables)) {
        reportMistake("batch_callback", "a batch callback without a list of instruments is left out");
        return;
      }
      if (find(callback, observables) !== -1) return;
      const mine = new Set<Observable>(observables.filter((one) => live.has(one)));
      if (mine.size === 0) {
        reportMistake(
          "batch_callback",
          "a batch callback without any observable instrument of this meter is left out",
        );
        return;
      }
      const run = callback as BatchObservableCallback;
      const stop = keepObserving((observe) =>
        run({
          observe(target, value, attributes) {
            const instrument = mine.has(target) ? live.get(target)?.() : undefined;
            if (instrument !== undefined) observe(instrument, value, attributes);
          },
        }),
      );
      entries.push({ callback, observables: new Set(observables), stop });
    },
    removeBatchObservableCallback(callback, observables) {
      const at = Array.isArray(observables) ? find(callback, observables) : -1;
      if (at !== -1) entries.splice(at, 1)[0]?.stop();
    },
  };
}

function describe(kind: InstrumentKind, name: string, options?: MetricOptions): Descriptor | undefined {
  try {
    return toDescriptor(kind, name, options);
  } catch (error) {
    // options that throw when read
    report("instrument_failed", error);
    return undefined;
  }
}

/** What the options come to; undefined for a name that cannot be used at all. */
function toDescriptor(
  kind: InstrumentKind,
  name: string,
  options: MetricOptions = {},
): Descriptor | undefined {
  if (!isValidName(name)) {
    const text = toText(name);
    reportMistake(
      "instrument_name",
      `\`${text}\` is not a name for an instrument: expected a letter, then up to 254 letters, digits, \`_\`, \`.\`, \`-\` or \`/\``,
    );
    if (typeof name !== "string" || name === "") return undefined;
  }
  const advice = (options?.advice ?? {}) as { explicitBucketBoundaries?: number[]; attributes?: string[] };
  return {
    kind,
    name,
    unit: typeof options?.unit === "string" ? options.unit : "",
    description: typeof options?.description === "string" ? options.description : "",
    integer: options?.valueType === ValueType.INT,
    bounds: kind === "histogram" ? advisedBounds(name, advice.explicitBucketBoundaries) : undefined,
    attributeKeys: Array.isArray(advice.attributes)
      ? advice.attributes.filter((key) => typeof key === "string")
      : undefined,
  };
}

function advisedBounds(name: string, bounds: readonly number[] | undefined): readonly number[] {
  if (bounds === undefined) return defaultBounds;
  if (isAscending(bounds)) return [...bounds];
  reportMistake(
    "instrument_advice",
    `the bounds advised for \`${name}\` are not finite and ascending; they are left out`,
  );
  return defaultBounds;
}
