// The names that a catalog declares, by kind, ready to be asked for.
import type { AttributeUse, Catalog } from "catalog";
import type { GuardKind } from "./findings.ts";

export interface Names {
  /** Whether `name` is declared; also true for a kind of which nothing is declared. */
  isKnown(kind: GuardKind, name: string): boolean;
  /** Whether attributes are declared at all. */
  readonly judgesAttributes: boolean;
  /** The required attributes of each declared span, event and log record. */
  readonly requiredOnSpans: ReadonlyMap<string, readonly string[]>;
  readonly requiredOnEvents: ReadonlyMap<string, readonly string[]>;
  readonly requiredOnLogs: ReadonlyMap<string, readonly string[]>;
  /** The steps or states of a transaction, journey or workflow; undefined where any may be. */
  partsOf(kind: GuardKind, name: string): ReadonlySet<string> | undefined;
}

interface Declared {
  readonly name: string;
  readonly attributes: readonly AttributeUse[];
}

export function compileNames(catalog: Catalog): Names {
  const { spans, metrics, logs, events, errors, transactions, journeys, workflows } = catalog;
  const kinds = {
    span: spans,
    metric: metrics,
    log: logs,
    event: events,
    error: errors,
    transaction: transactions,
    journey: journeys,
    workflow: workflows,
  };
  const names = new Map<string, ReadonlySet<string>>(
    Object.entries(kinds).map(([kind, things]) => [kind, new Set(things.map(({ name }) => name))]),
  );
  const parts = new Map<string, ReadonlySet<string>>();
  for (const { name, steps } of transactions)
    if (steps.length > 0) parts.set(`transaction ${name}`, new Set(steps));
  for (const { name, steps } of journeys) parts.set(`journey ${name}`, new Set(steps));
  for (const { name, states } of workflows) parts.set(`workflow ${name}`, new Set(states));
  return {
    isKnown(kind, name) {
      const known = names.get(kind);
      return known === undefined || known.size === 0 || known.has(name);
    },
    judgesAttributes: catalog.attributes.length > 0,
    requiredOnSpans: requiredOf(spans),
    requiredOnEvents: requiredOf(events),
    requiredOnLogs: requiredOf(logs),
    partsOf: (kind, name) => parts.get(`${kind} ${name}`),
  };
}

function requiredOf(things: readonly Declared[]): Map<string, readonly string[]> {
  return new Map(
    things.map(({ name, attributes }) => [
      name,
      attributes.filter(({ level }) => level === "required").map(({ key }) => key),
    ]),
  );
}
