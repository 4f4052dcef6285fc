// Arrivals as the live check reads them (packages/catalog/src/live/facts.ts).
import type { AttributeFact, Facts, ObservedType, ResourceFact, SignalFact } from "catalog";
import type { Arrivals, SeriesRow, ShapeRow, ValuesRow } from "./arrivals.ts";
import { isOwnName } from "./own-names.ts";
import type { CatalogWindow } from "./window.ts";

const spanKinds = ["internal", "internal", "server", "client", "producer", "consumer"] as const;
/** As in `series.type`, from 1. */
const instruments = ["gauge", "updowncounter", "histogram", "histogram", "summary"] as const;

/** The kind of a span as the store has it. */
export function toSpanKind(kind: number): (typeof spanKinds)[number] {
  return spanKinds[kind] ?? "internal";
}

/** The instrument that made a series. */
export function toInstrument({ type, monotonic }: Pick<SeriesRow, "type" | "monotonic">) {
  if (type === 2 && monotonic) return "counter";
  return instruments[type - 1] ?? "gauge";
}

/** Type of an attribute that is not a string, number or boolean, by what the store calls it. */
function toObservedType(name: string): ObservedType {
  const plain = name === "bool" ? "boolean" : name === "bool[]" ? "boolean[]" : name;
  return (plain === "[]" || plain === "empty" ? "map" : plain) as ObservedType;
}

function withType<const Type extends ObservedType>(
  keys: readonly string[],
  type: Type,
): readonly (readonly [string, Type])[] {
  return keys.map((key) => [key, type] as const);
}

/** The keys of a shape with their types. */
export function typedKeys(row: ShapeRow): readonly (readonly [key: string, type: ObservedType])[] {
  return [
    ...withType(row.strings, "string"),
    ...withType(row.ints, "int"),
    ...withType(row.doubles, "double"),
    ...withType(row.bools, "boolean"),
    ...row.others.map((pair) => {
      const cut = pair.lastIndexOf("=");
      return [pair.slice(0, cut), toObservedType(pair.slice(cut + 1))] as const;
    }),
  ];
}

interface Gathered {
  readonly row: ShapeRow;
  count: number;
  firstMs: number;
  lastMs: number;
  readonly keys: Map<string, { readonly types: Map<ObservedType, number>; count: number; firstMs: number }>;
}

/**
 * What arrived in the window, and names that arrived before. May pause after each row.
 *
 * @param newKeys keys of attributes that did not arrive before.
 */
export function* toFacts(
  arrivals: Arrivals,
  window: CatalogWindow,
  newKeys: ReadonlySet<string> = new Set(),
): Generator<void, Facts> {
  const firstSeen = new Map(
    arrivals.before.map((row) => [keyOf(row.signal, row.service, row.name), Number(row.firstSeconds) * 1000]),
  );
  const gathered = yield* gather(arrivals.shapes);
  const isNew = (key: string): boolean => newKeys.has(key);
  const values = valuesOnce(arrivals);
  const isBeforeKnown = !arrivals.cut.parts.has("earlier");
  const signals: SignalFact[] = [];
  for (const one of [...gathered.values()].toSorted((a, b) => b.count - a.count)) {
    yield;
    signals.push(toSignal(one, { valuesOf: values, firstSeen, isBeforeKnown, isNew }));
  }
  const ofMetrics = yield* metrics(arrivals);
  return {
    from: Number(window.fromNs / 1_000_000n),
    to: Number(window.toNs / 1_000_000n),
    signals: [...signals, ...gone(arrivals, gathered), ...ofMetrics],
    resources: arrivals.resources.map(toResource),
    partial: arrivals.cut.partial,
  };
}

function* gather(shapes: readonly ShapeRow[]): Generator<void, Map<string, Gathered>> {
  const all = new Map<string, Gathered>();
  for (const row of shapes) {
    yield;
    // log records without an event name, and events of the library, carry attributes of the application
    if (row.name === "" && row.signal === "spans") continue;
    const id = [row.signal, row.service, row.name, row.version, row.signal === "spans" ? row.kind : 0].join(
      "\0",
    );
    const one = all.get(id) ?? { row, count: 0, firstMs: Infinity, lastMs: 0, keys: new Map() };
    all.set(id, one);
    const count = Number(row.count);
    one.count += count;
    one.firstMs = Math.min(one.firstMs, Number(row.firstSeconds) * 1000);
    one.lastMs = Math.max(one.lastMs, Number(row.lastSeconds) * 1000);
    for (const [key, type] of typedKeys(row)) {
      if (isOwnName(key)) continue;
      const known = one.keys.get(key) ?? {
        types: new Map<ObservedType, number>(),
        count: 0,
        firstMs: Infinity,
      };
      known.types.set(type, (known.types.get(type) ?? 0) + count);
      known.count += count;
      known.firstMs = Math.min(known.firstMs, Number(row.firstSeconds) * 1000);
      one.keys.set(key, known);
    }
  }
  return all;
}

type Values = Pick<AttributeFact, "distinct" | "values" | "newValues">;

/** Values are known by key, not by name: each goes to one signal, so that what is wrong with it is found once. */
function valuesOnce({ values, ids, newValues }: Arrivals): (key: string) => Values {
  const all = new Map<string, Values>();
  for (const row of [...values, ...ids])
    all.set(row.key, addValues(all.get(row.key), row, newValues.get(row.key)));
  return (key) => {
    const found = all.get(key);
    all.delete(key);
    return found ?? {};
  };
}

function addValues(known: Values | undefined, row: ValuesRow, added: readonly string[] | undefined): Values {
  const list = [...new Set([...(known?.values ?? []), ...row.values])];
  const distinct = Math.max(known?.distinct ?? 0, Number(row.distinctValues), list.length);
  return {
    ...(distinct === 0 ? {} : { distinct }),
    ...(list.length === 0 ? {} : { values: list }),
    ...(added === undefined ? {} : { newValues: added }),
  };
}

function keyOf(signal: string, service: string, name: string): string {
  return `${signal}\0${service}\0${name}`;
}

interface NameHistory {
  readonly valuesOf: ReturnType<typeof valuesOnce>;
  readonly firstSeen: ReadonlyMap<string, number>;
  /** Whether a name that is not in `firstSeen` is new. */
  readonly isBeforeKnown: boolean;
  readonly isNew: (key: string) => boolean;
}

function toSignal(
  { row, count, firstMs, lastMs, keys }: Gathered,
  { valuesOf, firstSeen, isBeforeKnown, isNew }: NameHistory,
): SignalFact {
  const isSpan = row.signal === "spans";
  return {
    kind: isSpan ? "span" : row.name === "" ? "log" : "event",
    name: row.name,
    service: row.service,
    version: row.version,
    count,
    attributes: [...keys].map(([key, known]) => ({
      key,
      types: [...known.types.keys()],
      typeCounts: known.types,
      count: known.count,
      ...(isNew(key) ? { firstSeen: known.firstMs } : {}),
      ...valuesOf(key),
    })),
    lastSeen: lastMs,
    firstSeen:
      firstSeen.get(keyOf(row.signal, row.service, row.name)) ?? (isBeforeKnown ? firstMs : undefined),
    ...(isSpan ? { spanKind: toSpanKind(row.kind) } : {}),
  };
}

/** Names that arrived before the window, and not in it. */
function gone({ before }: Arrivals, gathered: ReadonlyMap<string, Gathered>): readonly SignalFact[] {
  const here = new Set([...gathered.values()].map(({ row }) => keyOf(row.signal, row.service, row.name)));
  return before
    .filter(({ signal, service, name }) => !isOwnName(name) && !here.has(keyOf(signal, service, name)))
    .map((row) => ({
      kind: row.signal === "spans" ? "span" : "event",
      name: row.name,
      service: row.service,
      count: 0,
      attributes: [],
      firstSeen: Number(row.firstSeconds) * 1000,
      lastSeen: Number(row.lastSeconds) * 1000,
    }));
}

function* metrics({ series, seriesAttributes, typical }: Arrivals): Generator<void, readonly SignalFact[]> {
  const means = new Map(
    typical.map((row) => [[row.name, row.service, row.version, Boolean(row.isNow)].join("\0"), row.typical]),
  );
  const meanOf = ({ name, service, version }: SeriesRow, isNow: boolean): number | undefined =>
    means.get([name, service, version, isNow].join("\0"));
  const attributesOf = metricAttributes(seriesAttributes);
  const facts: SignalFact[] = [];
  for (const row of series) {
    if (isOwnName(row.name)) continue;
    yield;
    facts.push({
      kind: "metric",
      name: row.name,
      service: row.service,
      version: row.version,
      count: Number(row.series),
      instrument: toInstrument(row),
      unit: row.unit,
      typical: meanOf(row, true),
      typicalBefore: meanOf(row, false),
      lastSeen: Number(row.lastSeconds) * 1000,
      attributes: attributesOf(row),
    });
  }
  return facts;
}

/** The attributes of the rows of metrics. Rows of one metric share them: there may be millions. */
function metricAttributes(rows: Arrivals["seriesAttributes"]): (row: SeriesRow) => readonly AttributeFact[] {
  const all = new Map<string, Map<string, AttributeFact>>();
  const of = (metric: string): Map<string, AttributeFact> => {
    const known = all.get(metric) ?? new Map<string, AttributeFact>();
    all.set(metric, known);
    return known;
  };
  for (const { metric, key, types, distinctValues, values } of rows)
    of(metric).set(key, {
      key,
      types: types.map(toObservedType),
      distinct: Number(distinctValues),
      values,
    });
  return ({ name, keys }) => {
    const known = of(name);
    return keys
      .filter((key) => !isOwnName(key))
      .map((key) => {
        const fact = known.get(key) ?? { key, types: [] };
        known.set(key, fact);
        return fact;
      });
  };
}

function toResource({ service, version, keys }: Arrivals["resources"][number]): ResourceFact {
  return { service, version, attributes: keys.map((key) => ({ key, types: [] })) };
}
