// Arrivals by kind and name, counted over all services and versions.
import type { AttributeFact, Facts, SignalFact } from "catalog";
import type { CatalogKind } from "contract";
import type { Arrivals, NamedRow } from "./arrivals.ts";
import { isOwnName } from "./own-names.ts";

/** What arrived under one name. */
export interface Arrived {
  readonly kind: CatalogKind;
  readonly name: string;
  count: number;
  lastMs: number;
  readonly services: Set<string>;
  /** Types, kinds or instruments. */
  readonly forms: Set<string>;
  unit: string;
  /** Different values, or series. */
  cardinality: number | undefined;
  /** Keys of its attributes; of an attribute the kinds of the signals that carry it. */
  readonly keys: Set<string>;
}

export type ArrivedIndex = ReadonlyMap<string, Arrived>;

/** The key of a thing in an {@link ArrivedIndex}. */
export function thingKey(kind: CatalogKind, name: string): string {
  return `${kind} ${name}`;
}

/** Attributes that are things without a declaration: every record may have others. */
const maxUndeclared = 50_000;

/**
 * Indexes everything that arrived. May pause after each fact.
 *
 * @param isDeclared whether an attribute is declared. Of others the first 50,000 are indexed.
 */
export function* indexArrivals(
  facts: Facts,
  arrivals: Arrivals,
  isDeclared: (key: string) => boolean,
): Generator<void, { readonly index: ArrivedIndex; readonly isCut: boolean }> {
  const index = new Map<string, Arrived>();
  let undeclared = 0;
  let isCut = false;
  const find = (kind: CatalogKind, name: string): Arrived => {
    const key = thingKey(kind, name);
    const known = index.get(key);
    if (known !== undefined) return known;
    const added = empty(kind, name);
    const isAttribute = kind === "attribute" && !isDeclared(name);
    if (isAttribute && undeclared >= maxUndeclared) isCut = true;
    else index.set(key, added);
    if (isAttribute) undeclared++;
    return added;
  };
  for (const fact of facts.signals) {
    yield;
    if (fact.count > 0) addSignal(fact, find);
  }
  yield* addResources(facts, arrivals, find);
  for (const row of arrivals.business) addNamed(find(kindOf(row.kind), row.name), row);
  for (const row of arrivals.errors) if (row.name !== "") addNamed(find("error", row.name), row);
  for (const row of arrivals.messages) addNamed(find("log", row.name), row);
  return { index, isCut };
}

function empty(kind: CatalogKind, name: string): Arrived {
  return {
    kind,
    name,
    count: 0,
    lastMs: 0,
    services: new Set(),
    forms: new Set(),
    unit: "",
    cardinality: undefined,
    keys: new Set(),
  };
}

type Find = (kind: CatalogKind, name: string) => Arrived;

function addSignal(fact: SignalFact, find: Find): void {
  if (fact.kind === "span_event") return;
  const { lastSeen = 0 } = fact;
  // of log records without an event name, and of events of the library, only the attributes are things
  const one = fact.name === "" || isOwnName(fact.name) ? undefined : find(fact.kind, fact.name);
  if (one !== undefined) addNames(one, fact);
  for (const attribute of fact.attributes) {
    one?.keys.add(attribute.key);
    const carried = find("attribute", attribute.key);
    addAttribute(carried, attribute, fact.kind);
    note(carried, attribute.count ?? fact.count, lastSeen, fact.service);
  }
}

function addNames(
  one: Arrived,
  { kind, spanKind, instrument, unit = "", count, lastSeen = 0, service }: SignalFact,
) {
  note(one, count, lastSeen, service);
  const form = spanKind ?? instrument;
  if (form !== undefined) one.forms.add(form);
  if (kind === "metric") addMetric(one, unit, count);
}

function note(one: Arrived, count: number, lastMs: number, service: string | undefined): void {
  one.count += count;
  one.lastMs = Math.max(one.lastMs, lastMs);
  if (service !== undefined && service !== "") one.services.add(service);
}

function addMetric(one: Arrived, unit: string, series: number): void {
  if (unit !== "") one.unit = unit;
  one.cardinality = (one.cardinality ?? 0) + series;
}

function addAttribute(one: Arrived, { types, distinct }: AttributeFact, signal: string): void {
  for (const type of types) one.forms.add(type);
  one.keys.add(signal);
  if (distinct !== undefined) one.cardinality = Math.max(one.cardinality ?? 0, distinct);
}

function* addResources({ resources }: Facts, arrivals: Arrivals, find: Find): Generator<void, void> {
  for (const [at, { service, attributes }] of resources.entries()) {
    yield;
    const lastMs = Number(arrivals.resources[at]?.lastSeconds ?? 0) * 1000;
    for (const attribute of attributes) {
      const one = find("attribute", attribute.key);
      addAttribute(one, attribute, "resource");
      note(one, 1, lastMs, service);
    }
  }
}

function addNamed(one: Arrived, row: NamedRow): void {
  note(one, Number(row.count), Number(row.lastSeconds) * 1000, undefined);
  for (const service of row.services) one.services.add(service);
}

function kindOf(kind: Arrivals["business"][number]["kind"]): CatalogKind {
  return kind === "funnel" ? "journey" : kind;
}
