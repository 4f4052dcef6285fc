// What the code emits, by kind and name: all uses of one name together.
import type { Kind, MetricKind } from "catalog";
import type { CallKind } from "catalog/calls";
import type { Location } from "./source-module.ts";
import type { CodeAttribute, CodeStep, Use } from "./use.ts";

/** The kinds of a catalog that code emits by name. */
export type CodeKind = "spans" | "metrics" | "logs" | "events" | "transactions" | "journeys" | "workflows";

/** One name that the code emits. */
export interface CodeThing {
  readonly kind: CodeKind;
  readonly name: string;
  readonly uses: readonly Use[];
  readonly attributes: ReadonlyMap<string, readonly CodeAttribute[]>;
  readonly hasUnknownAttributes: boolean;
  readonly steps: readonly CodeStep[];
}

/** A metric's kind and unit as one call has them. */
export interface CodeMetric {
  readonly kind: MetricKind;
  readonly unit: string | undefined;
  readonly location: Location;
}

export interface Inventory {
  readonly things: Readonly<Record<CodeKind, ReadonlyMap<string, CodeThing>>>;
  /** Attributes by key, of all uses. */
  readonly attributes: ReadonlyMap<string, readonly CodeAttribute[]>;
  /** Calls whose name the source does not say. */
  readonly dynamic: readonly Use[];
  /** Calls with attributes that the source does not say. */
  readonly openAttributes: readonly Use[];
}

const kindOf: Readonly<Partial<Record<CallKind, CodeKind>>> = {
  span: "spans",
  metric: "metrics",
  log: "logs",
  event: "events",
  transaction: "transactions",
  journey: "journeys",
  workflow: "workflows",
};

/** Groups uses by kind and name. */
export function takeInventory(uses: readonly Use[]): Inventory {
  const found = new Map<CodeKind, Map<string, Use[]>>();
  const attributes = new Map<string, CodeAttribute[]>();
  for (const use of uses) {
    for (const attribute of use.attributes) listIn(attributes, attribute.key).push(attribute);
    const kind = kindOf[use.kind];
    if (kind === undefined) continue;
    const byName = found.get(kind) ?? new Map<string, Use[]>();
    found.set(kind, byName);
    for (const name of use.names) listIn(byName, name).push(use);
  }
  const thingsOf = (kind: CodeKind): ReadonlyMap<string, CodeThing> =>
    new Map(
      [...(found.get(kind) ?? [])]
        .map(([name, of]) => [name, toThing(kind, name, of)] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return {
    things: {
      spans: thingsOf("spans"),
      metrics: thingsOf("metrics"),
      logs: thingsOf("logs"),
      events: thingsOf("events"),
      transactions: thingsOf("transactions"),
      journeys: thingsOf("journeys"),
      workflows: thingsOf("workflows"),
    },
    attributes: new Map([...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    dynamic: uses.filter(({ isDynamic }) => isDynamic),
    openAttributes: uses.filter(({ hasUnknownAttributes }) => hasUnknownAttributes),
  };
}

function toThing(kind: CodeKind, name: string, uses: readonly Use[]): CodeThing {
  const attributes = new Map<string, CodeAttribute[]>();
  for (const use of uses) for (const one of use.attributes) listIn(attributes, one.key).push(one);
  return {
    kind,
    name,
    uses,
    attributes,
    hasUnknownAttributes: uses.some(({ hasUnknownAttributes }) => hasUnknownAttributes),
    steps: uses.flatMap(({ steps }) => steps),
  };
}

function listIn<Key, Value>(map: Map<Key, Value[]>, key: Key): Value[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** The metric's kinds and units, one for each call that makes it. */
export function metricsOf({ uses }: CodeThing): readonly CodeMetric[] {
  return uses.flatMap(({ metric, unit, location }) =>
    metric === undefined ? [] : [{ kind: metric, unit, location }],
  );
}

/** Of a kind of things, in the singular. */
export const singular: Readonly<
  Record<Exclude<Kind, "alerts" | "objectives" | "dashboards" | "entities">, string>
> = {
  attributes: "attribute",
  spans: "span",
  metrics: "metric",
  logs: "log record",
  events: "event",
  errors: "error",
  transactions: "transaction",
  journeys: "journey",
  workflows: "workflow",
};
