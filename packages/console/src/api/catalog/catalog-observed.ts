// GET /api/catalog/observed: what arrived, whether declared or not.
import type {
  CatalogObservedResult,
  CatalogPart,
  ObservedAttribute,
  ObservedMetric,
  ObservedName,
  ObservedSpan,
  ParamsOf,
} from "contract";
import type { ApiContext } from "../context.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { groupBy } from "../../lists/group-by.ts";
import { limitLists } from "../limits/limit-list.ts";
import { toResolved } from "../time/range.ts";
import type { Arrived } from "./arrived.ts";
import type { BusinessRow, NamedRow, SeriesRow, ShapeRow } from "./arrivals.ts";
import { toInstrument, toSpanKind, typedKeys } from "./facts.ts";
import { isOwnName } from "./own-names.ts";
import { toExamples } from "./redact.ts";
import { readSnapshot } from "./kept-snapshots.ts";
import type { Snapshot } from "./snapshot.ts";
import { readWindow } from "./window.ts";

const most = 2000;
/** Of a list that is built: one more, so that it is known to be cut. */
const mostBuilt = most + 1;
/** Of all lists together. */
const mostBytes = 7_000_000;
const allValues = 20;
const someValues = 5;

/** What is declared, found or new is not listed here. */
const notObserved: ReadonlySet<CatalogPart> = new Set([
  "declarations",
  "earlier",
  "newAttributes",
  "findings",
] as const);
const isObserved = (part: CatalogPart): boolean => !notObserved.has(part);

export async function getCatalogObserved(
  params: ParamsOf<"GET /api/catalog/observed">,
  context: ApiContext,
): Promise<CatalogObservedResult> {
  const window = readWindow(params, context);
  const [snapshot, steps] = await Promise.all([readSnapshot(window, context), declaredSteps(context)]);
  const { arrivals } = snapshot;
  const business = (kinds: readonly string[]) =>
    arrivals.business
      .filter(({ kind }) => kinds.includes(kind))
      .toSorted((a, b) => Number(b.count) - Number(a.count))
      .map((row) => ({ ...named(row, window.seconds), row }));
  const stepsOf = (row: BusinessRow) => steps.get(row.name) ?? row.steps;
  const lists = {
    attributes: observedAttributes(snapshot),
    spans: observedSpans(snapshot),
    metrics: observedMetrics(arrivals.series),
    logs: arrivals.messages.map((row) => named(row, window.seconds)),
    events: observedEvents(snapshot),
    errors: arrivals.errors.filter(({ name }) => name !== "").map((row) => named(row, window.seconds)),
    transactions: business(["transaction"]).map(({ row, ...rest }) => ({
      ...rest,
      steps: stepsOf(row),
      currency: row.currency,
    })),
    journeys: business(["journey", "funnel"]).map(({ row, ...rest }) => ({ ...rest, steps: stepsOf(row) })),
    workflows: business(["workflow"]).map(({ row, ...rest }) => ({
      ...rest,
      states: steps.get(row.name) ?? row.states,
    })),
  };
  const { items, truncated } = limitLists(lists, { rows: most, bytes: mostBytes });
  return { ...toResolved(window), ...items, truncated: truncated || snapshot.cut.some(isObserved) };
}

async function declaredSteps(context: ApiContext): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = await Promise.all(
    (["transaction", "funnel", "workflow"] as const).map((kind) => findDefinitions(kind, undefined, context)),
  );
  return new Map(
    all
      .flat()
      .map(({ name, steps, states }) => [name, steps.length > 0 ? steps : states] as const)
      .filter(([, list]) => list.length > 0),
  );
}

function named(row: NamedRow, seconds: number): ObservedName {
  const count = Number(row.count);
  return {
    name: row.name,
    count,
    perSecond: seconds > 0 ? count / seconds : 0,
    lastSeen: toIso(Number(row.lastSeconds) * 1000),
    services: row.services.toSorted(),
  };
}

function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Rows of `shapes` with the same text of `keyOf`, added up. */
function addUp(shapes: readonly ShapeRow[], keyOf: (row: ShapeRow) => string) {
  const groups = new Map<
    string,
    {
      row: ShapeRow;
      count: number;
      errors: number;
      lastMs: number;
      services: Set<string>;
      keys: Map<string, number>;
    }
  >();
  for (const row of shapes) {
    const key = keyOf(row);
    const group = groups.get(key) ?? {
      row,
      count: 0,
      errors: 0,
      lastMs: 0,
      services: new Set(),
      keys: new Map(),
    };
    groups.set(key, group);
    const count = Number(row.count);
    group.count += count;
    group.errors += Number(row.errors);
    group.lastMs = Math.max(group.lastMs, Number(row.lastSeconds) * 1000);
    group.services.add(row.service);
    for (const [name] of typedKeys(row)) group.keys.set(name, (group.keys.get(name) ?? 0) + count);
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count).slice(0, mostBuilt);
}

type Group = ReturnType<typeof addUp>[number];

function fromGroup({ row, count, lastMs, services, keys }: Group, seconds: number) {
  return {
    name: row.name,
    count,
    perSecond: seconds > 0 ? count / seconds : 0,
    lastSeen: toIso(lastMs),
    services: [...services].toSorted().slice(0, 20),
    attributes: [...keys].toSorted((a, b) => b[1] - a[1]).map(([key]) => key),
  };
}

function observedSpans({ arrivals, window }: Snapshot): readonly ObservedSpan[] {
  const spans = arrivals.shapes.filter(({ signal, name }) => signal === "spans" && name !== "");
  return addUp(spans, ({ service, name, kind }) => `${service}\0${name}\0${toSpanKind(kind)}`).map(
    (group) => ({
      ...fromGroup(group, window.seconds),
      kind: toSpanKind(group.row.kind),
      service: group.row.service,
      errors: group.errors,
    }),
  );
}

function observedEvents({ arrivals, window }: Snapshot) {
  const events = arrivals.shapes.filter(
    ({ signal, name }) => signal === "logs" && name !== "" && !isOwnName(name),
  );
  return addUp(events, ({ name }) => name).map((group) => fromGroup(group, window.seconds));
}

function observedMetrics(series: readonly SeriesRow[]): readonly ObservedMetric[] {
  const rowsByName = groupBy(
    series.filter(({ name }) => !isOwnName(name)),
    ({ name }) => name,
  );
  return [...rowsByName.values()]
    .map((rows) => ({ rows, count: rows.reduce((sum, row) => sum + Number(row.series), 0) }))
    .toSorted((a, b) => b.count - a.count || (a.rows[0]!.name < b.rows[0]!.name ? -1 : 1))
    .slice(0, mostBuilt)
    .map(({ rows, count }) => toMetric(rows, count));
}

/** Of the rows of one name. */
function toMetric(rows: readonly SeriesRow[], count: number): ObservedMetric {
  const last = rows.at(-1)!;
  return {
    name: last.name,
    instrument: toInstrument(last),
    unit: last.unit,
    description: last.description,
    count,
    lastSeen: toIso(rows.reduce((ms, row) => Math.max(ms, Number(row.lastSeconds) * 1000), 0)),
    services: [...new Set(rows.map(({ service }) => service))].toSorted().slice(0, 20),
    attributes: [...new Set(rows.flatMap(({ keys }) => keys))],
  };
}

function observedAttributes({ arrived, arrivals, declared, window }: Snapshot): readonly ObservedAttribute[] {
  const values = new Map<string, Set<string>>();
  for (const row of [...arrivals.values, ...arrivals.ids, ...arrivals.seriesAttributes]) {
    const known = values.get(row.key) ?? new Set();
    values.set(row.key, known);
    for (const value of row.values) known.add(value);
  }
  const sensitivities = new Map(
    declared.catalog.attributes.map(({ name, sensitivity }) => [name, sensitivity]),
  );
  return [...arrived.values()]
    .filter(({ kind, name }) => kind === "attribute" && !isOwnName(name))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostBuilt)
    .map((one) =>
      toAttribute(one, [...(values.get(one.name) ?? [])], sensitivities.get(one.name) ?? "", window.seconds),
    );
}

/** @param values different ones */
function toAttribute(
  one: Arrived,
  values: readonly string[],
  sensitivity: string,
  seconds: number,
): ObservedAttribute {
  const cardinality = one.cardinality ?? values.length;
  const complete = cardinality <= allValues && values.length >= cardinality;
  const examples = toExamples(one.name, values, sensitivity, complete ? allValues : someValues);
  return {
    key: one.name,
    signals: [...one.keys] as ObservedAttribute["signals"][number][],
    types: [...one.forms],
    cardinality,
    values: examples,
    complete: complete && examples.length === values.length,
    count: one.count,
    perSecond: seconds > 0 ? one.count / seconds : 0,
    lastSeen: toIso(one.lastMs),
    services: [...one.services].toSorted().slice(0, 20),
  };
}
