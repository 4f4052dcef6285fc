// Proposes a catalog from what the code emits and what the console has seen. What neither says is left to a person, marked TODO.
import {
  type AttributeDeclaration,
  type CatalogDeclaration,
  declarationPath,
  type ErrorDeclaration,
} from "catalog";
import type { CatalogObservedResult } from "contract";
import { isConvention } from "../catalog/conventions.ts";
import type { Inventory } from "./inventory.ts";
import { rateText } from "./observed.ts";
import { type LeftOut, proposeAttribute } from "./propose-attribute.ts";
import {
  type Found,
  type NamedKind,
  proposeJourney,
  proposeLog,
  proposeMetric,
  proposeTransaction,
  proposeWorkflow,
  type Seen,
  todo,
} from "./propose-things.ts";
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

/** Makes the proposal: names in order, every thing with where it was found. */
export function proposeCatalog(input: ProposalInput): Proposal {
  const notes = new Map<string, string>();
  const { attributes, leftOut } = proposeAttributes(input, notes);
  const isListed = (key: string): boolean =>
    Object.hasOwn(attributes, key) || isConvention("attributes", key);
  /** The declarations of one kind, each made from its uses in the code and from what arrived. */
  function each<K extends NamedKind, T>(
    kind: K,
    make: (found: Found<K>) => T | undefined,
  ): Record<string, T> {
    const made = new Map<string, T>();
    for (const name of namesOf(input, kind)) {
      const thing = input.inventory.things[kind].get(name);
      const seen = input.observed?.[kind].find((one) => one.name === name) as Seen<K> | undefined;
      const keys = [...(thing?.attributes.keys() ?? [])].filter(isListed).toSorted();
      const declaration = make({ thing, seen, carried: keys.length === 0 ? {} : { recommended: keys } });
      if (declaration === undefined) continue;
      made.set(name, declaration);
      notes.set(
        declarationPath(kind, name),
        noteOf(
          (thing?.uses ?? []).map(({ location }) => location),
          seen,
        ),
      );
    }
    // entries keep a name such as `__proto__`
    return Object.fromEntries(made);
  }
  const declaration: CatalogDeclaration = {
    name: input.name,
    version: "0.1.0",
    owner: "TODO",
    description: `${todo} the application.`,
    attributes,
    spans: each("spans", ({ carried }) => ({ description: `${todo} the work.`, ...carried })),
    metrics: each("metrics", proposeMetric),
    logs: each("logs", proposeLog),
    events: each("events", ({ carried }) => ({ description: `${todo} when it happens.`, ...carried })),
    errors: proposeErrors(input, notes),
    transactions: each("transactions", proposeTransaction),
    journeys: each("journeys", proposeJourney),
    workflows: each("workflows", proposeWorkflow),
  };
  return { declaration, notes, leftOut };
}

function proposeAttributes(
  { inventory, observed }: ProposalInput,
  notes: Map<string, string>,
): { readonly attributes: Record<string, AttributeDeclaration>; readonly leftOut: readonly LeftOut[] } {
  const attributes = new Map<string, AttributeDeclaration>();
  const leftOut: LeftOut[] = [];
  for (const key of attributeKeys(inventory, observed)) {
    const seen = observed?.attributes.find((one) => one.key === key);
    const uses = inventory.attributes.get(key) ?? [];
    const proposed = proposeAttribute(key, uses, seen, isOnMetric(key, inventory, observed));
    if ("why" in proposed) leftOut.push(proposed);
    else {
      attributes.set(key, proposed);
      const places = uses.map(({ location }) => location);
      notes.set(declarationPath("attributes", key), noteOf(places, seen));
    }
  }
  return { attributes: Object.fromEntries(attributes), leftOut };
}

function proposeErrors(
  { errors, observed }: ProposalInput,
  notes: Map<string, string>,
): Record<string, ErrorDeclaration> {
  const sorted = [...errors].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([type, location]) => {
      const seen = observed?.errors.find(({ name }) => name === type);
      notes.set(declarationPath("errors", type), noteOf([location], seen));
      return [type, { description: `${todo} what happened, and what to do.` }];
    }),
  );
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
  return (
    inCode || observed?.attributes.some((one) => one.key === key && one.signals.includes("metric")) === true
  );
}

/** Names that the code has, and those that arrive and no instrumentation emits. */
function namesOf({ inventory, observed }: ProposalInput, kind: NamedKind): readonly string[] {
  const inCode = [...inventory.things[kind].keys()];
  if (observed === undefined || kind === "logs") return inCode.filter((name) => name !== "").toSorted();
  const seen = observed[kind].filter((one) => kind !== "spans" || ("kind" in one && one.kind === "internal"));
  const names = seen
    .map(({ name }) => name)
    .filter((name) => !isConvention("metrics", name) && !name.startsWith("telltale."));
  return [...new Set([...inCode, ...names])].filter((name) => name !== "").toSorted();
}

/** `src/charge.ts:41 and 2 more · 0.52/s from payments`. */
function noteOf(
  places: readonly Location[],
  seen:
    | { readonly count: number; readonly perSecond?: number; readonly services: readonly string[] }
    | undefined,
): string {
  const [first, ...others] = places;
  const where =
    first === undefined
      ? "not found in the code"
      : `${first.file}:${first.line}${others.length === 0 ? "" : ` and ${others.length} more`}`;
  if (seen === undefined) return where;
  const { count, perSecond } = seen;
  const rate = perSecond === undefined ? `${count} series` : rateText({ count, perSecond });
  return `${where} · ${rate}${seen.services.length === 0 ? "" : ` from ${seen.services.slice(0, 3).join(", ")}`}`;
}
