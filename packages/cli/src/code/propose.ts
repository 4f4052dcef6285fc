// Proposes a catalog from what the code emits and what the console has seen. What neither says is left to a person, marked TODO.
import type {
  AttributeDeclaration,
  CatalogDeclaration,
  JourneyDeclaration,
  LogDeclaration,
  MetricDeclaration,
  Severity,
  SpanDeclaration,
  TransactionDeclaration,
  WorkflowDeclaration,
} from "catalog";
import { declarationPath } from "catalog";
import type { CatalogObservedResult } from "contract";
import type { CoveredKind } from "./coverage-rows.ts";
import { isConvention } from "./conventions.ts";
import type { CodeThing, Inventory } from "./inventory.ts";
import { metricsOf } from "./inventory.ts";
import { type LeftOut, proposeAttribute } from "./propose-attribute.ts";
import type { Location } from "./source-module.ts";

export interface ProposalInput {
  readonly name: string;
  readonly inventory: Inventory;
  readonly errors: ReadonlyMap<string, Location>;
  readonly observed?: CatalogObservedResult | undefined;
}

export interface Proposal {
  readonly declaration: CatalogDeclaration;
  /** Where a thing comes from and how often it arrives, by path of the declaration. */
  readonly notes: ReadonlyMap<string, string>;
  /** Attributes that must not be emitted, and so are not proposed. */
  readonly leftOut: readonly LeftOut[];
}

const todo = "TODO: describe";

/** Makes the proposal: names in order, every thing with where it was found. */
export function proposeCatalog(input: ProposalInput): Proposal {
  const { name, inventory, observed, errors } = input;
  const notes = new Map<string, string>();
  const leftOut: LeftOut[] = [];
  const attributes: Record<string, AttributeDeclaration> = {};
  for (const key of attributeKeys(inventory, observed)) {
    const seen = observed?.attributes.find((one) => one.key === key);
    const uses = inventory.attributes.get(key) ?? [];
    const proposed = proposeAttribute(key, uses, seen, isOnMetric(key, inventory, observed));
    if ("why" in proposed) leftOut.push(proposed);
    else {
      attributes[key] = proposed;
      notes.set(declarationPath("attributes", key), noteOf(uses.map(({ location }) => location), seen));
    }
  }
  const isListed = (key: string): boolean => Object.hasOwn(attributes, key) || isConvention("attributes", key);
  const carried = (thing: CodeThing | undefined): { recommended?: readonly string[] } => {
    const keys = [...(thing?.attributes.keys() ?? [])].filter(isListed).toSorted();
    return keys.length === 0 ? {} : { recommended: keys };
  };
  /** The declarations of one kind, each made from its uses in the code, where there are any. */
  function each<T>(kind: Exclude<CoveredKind, "attributes" | "errors">, make: (thing: CodeThing | undefined, name: string) => T | undefined): Record<string, T> {
    const made: Record<string, T> = {};
    for (const one of namesOf(input, kind)) {
      const thing = inventory.things[kind].get(one);
      const declaration = make(thing, one);
      if (declaration === undefined) continue;
      made[one] = declaration;
      const seen = observed?.[kind].find((other) => other.name === one);
      notes.set(declarationPath(kind, one), noteOf((thing?.uses ?? []).map(({ location }) => location), seen));
    }
    return made;
  }
  const declaration: CatalogDeclaration = {
    name,
    version: "0.1.0",
    owner: "TODO",
    description: `${todo} the application.`,
    attributes,
    spans: each("spans", (thing): SpanDeclaration => ({ description: `${todo} the work.`, ...carried(thing) })),
    metrics: each("metrics", (thing, one) => metricOf(thing, one, observed, carried(thing))),
    logs: each("logs", (thing): LogDeclaration => ({ ...severityOf(thing), description: `${todo} when it is written.`, ...carried(thing) })),
    events: each("events", (thing) => ({ description: `${todo} when it happens.`, ...carried(thing) })),
    errors: Object.fromEntries(
      [...errors].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([type, location]) => {
        notes.set(declarationPath("errors", type), noteOf([location], observed?.errors.find((one) => one.name === type)));
        return [type, { description: `${todo} what happened, and what to do.` }];
      }),
    ),
    transactions: each("transactions", (thing, one) => transactionOf(thing, one, observed, carried(thing))),
    journeys: each("journeys", (thing, one) => journeyOf(thing, one, observed, carried(thing))),
    workflows: each("workflows", (thing, one) => workflowOf(thing, one, observed, carried(thing))),
  };
  return { declaration, notes, leftOut };
}

function attributeKeys(inventory: Inventory, observed: CatalogObservedResult | undefined): readonly string[] {
  const seen = (observed?.attributes ?? []).filter(
    ({ key, signals }) => signals.some((signal) => signal !== "resource") && !isConvention("metrics", key),
  );
  return [...new Set([...inventory.attributes.keys(), ...seen.map(({ key }) => key)])]
    .filter((key) => key !== "" && !isConvention("attributes", key) && !key.startsWith("telltale."))
    .toSorted();
}

function isOnMetric(key: string, inventory: Inventory, observed: CatalogObservedResult | undefined): boolean {
  const inCode = [...inventory.things.metrics.values()].some(({ attributes }) => attributes.has(key));
  return inCode || observed?.attributes.some((one) => one.key === key && one.signals.includes("metric")) === true;
}

/** Names that the code has, and those that arrive and no instrumentation emits. */
function namesOf({ inventory, observed }: ProposalInput, kind: Exclude<CoveredKind, "attributes" | "errors">): readonly string[] {
  const inCode = [...inventory.things[kind].keys()];
  if (observed === undefined || kind === "logs") return inCode.filter((name) => name !== "").toSorted();
  const business = new Set(observed.transactions.map(({ name }) => name));
  const seen = observed[kind].filter(
    (one) =>
      kind !== "spans" ||
      ("kind" in one && one.kind === "internal" && !/^(?:interaction|workflow handler) /.test(one.name) && !business.has(one.name)),
  );
  const names = seen.map(({ name }) => name).filter((name) => !isConvention("metrics", name) && !name.startsWith("telltale."));
  return [...new Set([...inCode, ...names])].filter((name) => name !== "").toSorted();
}

function metricOf(
  thing: CodeThing | undefined,
  name: string,
  observed: CatalogObservedResult | undefined,
  carried: Pick<MetricDeclaration, "recommended">,
): MetricDeclaration | undefined {
  const [made] = thing === undefined ? [] : metricsOf(thing);
  const seen = observed?.metrics.find((one) => one.name === name);
  const kinds = { counter: "counter", gauge: "gauge", histogram: "histogram", updowncounter: "upDownCounter" } as const;
  const kind = made?.kind ?? (seen === undefined || seen.instrument === "summary" ? undefined : kinds[seen.instrument]);
  if (kind === undefined) return undefined;
  const described = thing?.uses.find(({ description }) => description !== undefined)?.description ?? (seen?.description || undefined);
  const unit = made?.unit ?? seen?.unit;
  const listed = carried.recommended ?? seen?.attributes.filter((key) => !key.startsWith("telltale."));
  return {
    kind,
    ...(unit === undefined || unit === "" || kind === "timer" ? {} : { unit }),
    description: described ?? `${todo} what is measured.`,
    ...(listed === undefined || listed.length === 0 ? {} : { recommended: listed }),
  };
}

function severityOf(thing: CodeThing | undefined): { severity?: Severity } {
  const calls = new Set(thing?.uses.map(({ call }) => call.slice(call.lastIndexOf(".") + 1)));
  const [only] = calls;
  return calls.size === 1 ? { severity: only as Severity } : {};
}

function transactionOf(
  thing: CodeThing | undefined,
  name: string,
  observed: CatalogObservedResult | undefined,
  carried: Pick<TransactionDeclaration, "recommended">,
): TransactionDeclaration {
  const seen = observed?.transactions.find((one) => one.name === name);
  const steps = [...new Set([...(thing?.steps ?? []).map((step) => step.name), ...(seen?.steps ?? [])])];
  const currency = thing?.uses.find((use) => use.currency !== undefined)?.currency ?? (seen?.currency || undefined);
  const timeoutMs = thing?.uses.find((use) => use.timeoutMs !== undefined)?.timeoutMs;
  return {
    description: `${todo} what is completed.`,
    ...(steps.length === 0 ? {} : { steps }),
    ...(currency === undefined ? {} : { currency }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...carried,
  };
}

function journeyOf(
  thing: CodeThing | undefined,
  name: string,
  observed: CatalogObservedResult | undefined,
  carried: Pick<JourneyDeclaration, "recommended">,
): JourneyDeclaration | undefined {
  const declared = thing?.uses.find((use) => use.declared !== undefined);
  const seen = observed?.journeys.find((one) => one.name === name);
  const taken = [...(thing?.steps ?? []).map((step) => step.name), ...(seen?.steps ?? [])];
  const steps = declared?.declared ?? [...new Set(taken)];
  if (steps.length === 0) return undefined;
  return {
    description: `${todo} the way of a person.`,
    ...(declared?.isOrdered === true ? { ordered: true } : {}),
    steps,
    ...(declared?.timeoutMs === undefined ? {} : { timeoutMs: declared.timeoutMs }),
    ...carried,
  };
}

function workflowOf(
  thing: CodeThing | undefined,
  name: string,
  observed: CatalogObservedResult | undefined,
  carried: Pick<WorkflowDeclaration, "recommended">,
): WorkflowDeclaration | undefined {
  const declared = thing?.uses.find((use) => use.declared !== undefined);
  const seen = observed?.workflows.find((one) => one.name === name);
  const taken = [...(thing?.steps ?? []).map((step) => step.name), ...(seen?.states ?? [])];
  const states = declared?.declared ?? [...new Set(taken)];
  if (states.length === 0) return undefined;
  return {
    description: `${todo} what an instance goes through.`,
    states,
    ...(declared?.transitions === undefined ? {} : { transitions: declared.transitions }),
    ...(declared?.timeoutMs === undefined ? {} : { timeoutMs: declared.timeoutMs }),
    ...carried,
  };
}

/** `src/charge.ts:41 and 2 more · 0.52/s from payments`. */
function noteOf(
  places: readonly Location[],
  seen: { readonly count: number; readonly perSecond?: number; readonly services: readonly string[] } | undefined,
): string {
  const [first, ...others] = places;
  const where = first === undefined ? "not found in the code" : `${first.file}:${first.line}${others.length === 0 ? "" : ` and ${others.length} more`}`;
  if (seen === undefined) return where;
  const rate = seen.perSecond === undefined ? `${seen.count} series` : `${seen.perSecond.toPrecision(2)}/s`;
  return `${where} · ${rate}${seen.services.length === 0 ? "" : ` from ${seen.services.slice(0, 3).join(", ")}`}`;
}
