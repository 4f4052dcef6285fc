// Which declared things the code emits and the console has seen, and which it emits without a declaration: one row for each name.
import type { Catalog } from "catalog";
import type { CatalogObservedResult } from "contract";
import type { CodeKind, Inventory } from "./inventory.ts";
import type { Location } from "./source-module.ts";

/** What coverage compares by name. */
export type CoveredKind = CodeKind | "attributes" | "errors";

export const coveredKinds: readonly CoveredKind[] = [
  "attributes",
  "spans",
  "metrics",
  "logs",
  "events",
  "errors",
  "transactions",
  "journeys",
  "workflows",
];

/**
 * `used`: declared, and emitted as far as is known. `dark`: declared or in the code, and never seen by the console. `dead`: declared, neither in
 * the code nor seen. `undeclared`: in the code or seen, and not declared. `unknown`: declared, and only calls without a constant name could emit it.
 */
export type CoverageState = "used" | "dark" | "dead" | "undeclared" | "unknown";

interface Seen {
  readonly count: number;
  readonly perSecond: number;
  readonly lastSeen: string;
}

export interface CoverageRow {
  readonly kind: CoveredKind;
  readonly name: string;
  readonly isDeclared: boolean;
  /** Places in the code. */
  readonly inCode: readonly Location[];
  /** Undefined when the console has not seen it, or none was asked. */
  readonly seen?: Seen | undefined;
  readonly state: CoverageState;
}

export interface CoverageInput {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  /** Names of classes of errors, with where they are. */
  readonly errors: ReadonlyMap<string, Location>;
  /** What the console has seen; undefined offline. */
  readonly observed?: CatalogObservedResult | undefined;
  /** Whether the semantic conventions declare the name, so that a catalog need not. */
  isConvention(kind: CoveredKind, name: string): boolean;
}

/** The rows of all kinds, by kind and name. */
export function coverageRows(input: CoverageInput): readonly CoverageRow[] {
  return coveredKinds.flatMap((kind) => rowsOf(input, kind));
}

function rowsOf(input: CoverageInput, kind: CoveredKind): readonly CoverageRow[] {
  const { catalog, observed } = input;
  const declared = new Map(catalog[kind].map((thing) => [thing.name, thing]));
  const inCode = placesOf(input, kind);
  const seen = observed && seenOf(observed, kind);
  const names = new Set([...declared.keys(), ...inCode.keys(), ...(seen?.keys() ?? [])]);
  // calls of others and requests are named by instrumentations
  for (const { name, kind: of } of kind === "spans" ? (observed?.spans ?? []) : [])
    if (of !== "internal" && !declared.has(name) && !inCode.has(name)) names.delete(name);
  return [...names].toSorted().flatMap((name): readonly CoverageRow[] => {
    const thing = declared.get(name);
    const places = inCode.get(name) ?? [];
    const arrived = seen?.get(name);
    // what an imported catalog declares may be emitted elsewhere
    const isForeign = thing !== undefined && thing.catalog !== catalog.name && places.length === 0;
    if (isForeign || (thing === undefined && !needsDeclaration(input, kind, name, places.length > 0)))
      return [];
    const row = { kind, name, isDeclared: thing !== undefined, inCode: places, seen: arrived };
    return [{ ...row, state: stateOf(row, input) }];
  });
}

function stateOf(
  { kind, name, isDeclared, inCode, seen }: Omit<CoverageRow, "state">,
  input: CoverageInput,
): CoverageState {
  if (!isDeclared) return "undeclared";
  if (seen !== undefined) return "used";
  // of messages, the console knows the frequent ones of a sample
  if (inCode.length > 0) return input.observed === undefined || kind === "logs" ? "used" : "dark";
  if (input.observed !== undefined) return couldBeEmitted(input, kind, name) ? "dark" : "dead";
  return couldBeEmitted(input, kind, name) ? "unknown" : "dead";
}

/** Logs and errors are declared by choice: a catalog without any does not miss them. */
function needsDeclaration(
  { catalog, isConvention }: CoverageInput,
  kind: CoveredKind,
  name: string,
  isInCode: boolean,
): boolean {
  if (isConvention(kind, name) || name.startsWith("telltale.") || name === "") return false;
  if (!isInCode && isConvention("metrics", name)) return false;
  if (kind === "errors") return false;
  if (kind === "logs") return isInCode && catalog.logs.length > 0;
  return true;
}

function placesOf(
  { inventory, errors }: CoverageInput,
  kind: CoveredKind,
): ReadonlyMap<string, readonly Location[]> {
  if (kind === "errors") return new Map([...errors].map(([name, location]) => [name, [location]]));
  if (kind === "attributes")
    return new Map(
      [...inventory.attributes].map(([key, uses]) => [key, uses.map(({ location }) => location)]),
    );
  return new Map(
    [...inventory.things[kind]].map(([name, { uses }]) => [name, uses.map(({ location }) => location)]),
  );
}

function seenOf(observed: CatalogObservedResult, kind: CoveredKind): ReadonlyMap<string, Seen> {
  const found = new Map<string, Seen>();
  for (const [name, one] of arrivals(observed, kind)) {
    const other = found.get(name);
    found.set(name, {
      count: one.count + (other?.count ?? 0),
      perSecond: one.perSecond + (other?.perSecond ?? 0),
      lastSeen: other !== undefined && other.lastSeen > one.lastSeen ? other.lastSeen : one.lastSeen,
    });
  }
  return found;
}

function arrivals(observed: CatalogObservedResult, kind: CoveredKind): readonly (readonly [string, Seen])[] {
  switch (kind) {
    case "attributes":
      // attributes of the resource describe the process, which the catalog's entities do
      return observed.attributes
        .filter(({ signals }) => signals.some((one) => one !== "resource"))
        .map((one) => [one.key, one]);
    case "errors":
      // an error that only fails its span arrives as `error.type`
      return [
        ...observed.errors.map((one) => [one.name, one] as const),
        ...observed.attributes
          .filter(({ key }) => key === "error.type")
          .flatMap((one) => one.values.map((type) => [type, { ...one, count: 0, perSecond: 0 }] as const)),
      ];
    case "metrics":
      return observed.metrics.map(({ name, count, lastSeen }) => [name, { count, lastSeen, perSecond: 0 }]);
    default:
      return observed[kind].map((one) => [one.name, one]);
  }
}

const httpName = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|QUERY) /;

/** Whether something that the source does not name could emit this: an integration, or a call whose name is made at run time. */
export function couldBeEmitted(
  { catalog, inventory }: CoverageInput,
  kind: CoveredKind,
  name: string,
): boolean {
  if (kind === "attributes") return false;
  if (kind === "spans") {
    const span = catalog.spans.find((one) => one.name === name);
    if (httpName.test(name) || (span?.kind !== undefined && span.kind !== "internal")) return true;
  }
  return inventory.dynamic.some(
    (use) => (kind === "spans" ? use.kind === "span" : `${use.kind}s` === kind) && fits(name, use.parts),
  );
}

/** Whether a name can be made of the parts. Parts without a letter are how names of HTTP are made, such as `${method} ${route}`. */
function fits(name: string, parts: readonly (string | undefined)[]): boolean {
  const fixed = parts.filter((part) => part !== undefined);
  if (fixed.length > 0 && !fixed.some((part) => /\p{L}/u.test(part))) return httpName.test(name);
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (part === undefined) continue;
    const found = name.indexOf(part, at);
    if (found === -1 || (index === 0 && found !== 0)) return false;
    at = found + part.length;
  }
  return parts.at(-1) === undefined || at === name.length;
}
