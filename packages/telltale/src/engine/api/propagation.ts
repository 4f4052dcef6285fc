// What of `@opentelemetry/api` carries context: baggage, the registered propagator, and plain objects as carriers.
import type {
  Baggage,
  BaggageEntry,
  BaggageEntryMetadata,
  Context,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
} from "@opentelemetry/api";
import { readGlobal } from "./global.ts";
import { createContextKey } from "./context.ts";

// where every copy of the API keeps the baggage of a context
const baggageKey = createContextKey("OpenTelemetry Baggage Key");

/** The API's `propagation`; without a registered propagator nothing is carried. */
export const propagation = {
  getBaggage: (context: Context): Baggage | undefined =>
    (context.getValue(baggageKey) as Baggage | null) ?? undefined,
  setBaggage: (context: Context, baggage: Baggage): Context => context.setValue(baggageKey, baggage),
  createBaggage: (entries: Readonly<Record<string, BaggageEntry>> = {}): Baggage =>
    baggageOf(new Map(Object.entries(entries))),
  inject<Carrier>(context: Context, carrier: Carrier, setter?: TextMapSetter<Carrier>): void {
    registered()?.inject(context, carrier, setter ?? defaultTextMapSetter);
  },
  extract<Carrier>(context: Context, carrier: Carrier, getter?: TextMapGetter<Carrier>): Context {
    return registered()?.extract(context, carrier, getter ?? defaultTextMapGetter) ?? context;
  },
  fields: (): string[] => registered()?.fields() ?? [],
};

function registered(): TextMapPropagator | undefined {
  return readGlobal()?.propagation as TextMapPropagator | undefined;
}

function baggageOf(entries: ReadonlyMap<string, BaggageEntry>): Baggage {
  const without = (keys: readonly string[]): Baggage => {
    const rest = new Map(entries);
    for (const key of keys) rest.delete(key);
    return baggageOf(rest);
  };
  return {
    getEntry(key) {
      const entry = entries.get(key);
      return entry === undefined ? undefined : { ...entry };
    },
    getAllEntries: () => [...entries],
    setEntry: (key, entry) => baggageOf(new Map(entries).set(key, entry)),
    removeEntry: (key) => without([key]),
    removeEntries: (...keys) => without(keys),
    clear: () => baggageOf(new Map()),
  };
}

/** Properties of a baggage entry, as they appear in the header. */
export function baggageEntryMetadataFromString(text: string): BaggageEntryMetadata {
  return { toString: () => text } as BaggageEntryMetadata;
}

export const defaultTextMapGetter: TextMapGetter = {
  get: (carrier, key) => (carrier as Readonly<Record<string, string>> | null | undefined)?.[key],
  keys: (carrier) => Object.keys((carrier as object | null | undefined) ?? {}),
};

export const defaultTextMapSetter: TextMapSetter = {
  set(carrier, key, value) {
    if (carrier !== undefined && carrier !== null) (carrier as Record<string, string>)[key] = value;
  },
};
