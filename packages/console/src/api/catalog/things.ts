// The things of the catalog: each declaration with what arrived of it, and what arrived without one.
import { beginningsOf, type Catalog, createBusinessSpans } from "catalog";
import type { CatalogFinding, CatalogKind, CatalogState, CatalogThing, CatalogUse } from "contract";
import type { TypedAttribute, TypedAttributes } from "../attributes/typed-attributes.ts";
import { sqlTypeOf } from "../attributes/typed-column.ts";
import type { Rank } from "../params/page.ts";
import { type Arrived, type ArrivedIndex, thingKey } from "./arrived.ts";
import type { Conventions } from "./conventions.ts";
import { type Declared, type DeclaredThing, textOf } from "./declared.ts";
import { isOwnName } from "./own-names.ts";

export interface ThingSources {
  readonly declared: Declared;
  readonly arrived: ArrivedIndex;
  /** Kinds of which not everything that arrived is in `arrived`. */
  readonly partial: ReadonlySet<CatalogKind>;
  readonly conventions: Conventions;
  readonly findingsOf: FindingIndex;
  readonly uses: ReadonlyMap<string, readonly CatalogUse[]>;
  readonly typed: TypedAttributes;
  readonly seconds: number;
}

/** Kinds that are declared and do not arrive. */
const silent: ReadonlySet<CatalogKind> = new Set(["alert", "objective", "dashboard"]);
/** A span with one of these follows a convention, which names it by its route, query or queue. */
const conventional = [
  "http.request.method",
  "db.system.name",
  "messaging.system",
  "rpc.system",
  "gen_ai.operation.name",
];

/** All things, declared ones first. May pause after each. */
export function* listThings(sources: ThingSources): Generator<void, CatalogThing[]> {
  const { declared, arrived, conventions } = sources;
  const templates = yield* arrivedByTemplate(declared.things, arrived);
  const things: CatalogThing[] = [];
  const known = new Set<string>();
  for (const thing of declared.things) {
    yield;
    things.push(toDeclared(thing, sources, templates));
    known.add(thingKey(thing.kind, thing.name));
  }
  const ofTemplates = new Set([...templates.values()].flat());
  const isBusinessSpan = createBusinessSpans([declared.catalog]);
  for (const [key, one] of arrived) {
    yield;
    const { kind, name } = one;
    if (known.has(key) || kind === "log" || isOwnName(name) || ofTemplates.has(one)) continue;
    const isBusiness = kind === "span" && isBusinessSpan(name);
    things.push(toUndeclared(one, isBusiness ? businessSpan : conventionOf(one, conventions), sources));
  }
  return things;
}

/** What needs attention comes first: drifting, undeclared and dead things, then the rest by how often they arrived. */
export function rankOf({ state, count, kind, name }: CatalogThing): Rank {
  const first = { drifting: 4e15, undeclared: 3e15, dead: 2e15, unknown: 1e15, live: 0, declared: 0 }[state];
  return [first + Math.min(count, 9e14), `${kind} ${name}`];
}

type ArrivedByTemplate = ReadonlyMap<string, readonly Arrived[]>;

/** The attributes that arrived of each declared template. */
function* arrivedByTemplate(
  things: readonly DeclaredThing[],
  arrived: ArrivedIndex,
): Generator<void, ArrivedByTemplate> {
  const templates = new Map<string, Arrived[]>(things.filter(isTemplate).map(({ name }) => [name, []]));
  for (const one of arrived.values()) {
    yield;
    if (one.kind !== "attribute") continue;
    for (const name of beginningsOf(one.name, ".")) templates.get(name)?.push(one);
  }
  return templates;
}

/** What declares a thing that is in no catalog. */
interface Origin {
  readonly catalog: "semconv" | "telltale";
  readonly description?: string;
}

const businessSpan: Origin = { catalog: "telltale", description: "Span of a business call." };

/** Findings by {@link thingKey} of what they are about. */
export type FindingIndex = ReadonlyMap<string, readonly CatalogFinding[]>;

/** Findings that say that something is missing, not that what arrives is wrong. */
const notDrift: ReadonlySet<string> = new Set([
  "dead_since",
  "used_but_gone",
  "signal_coverage",
  "undeclared_since",
]);

const isDrift = ({ level, id }: CatalogFinding): boolean => level === "violation" && !notDrift.has(id);

/** Indexes findings by what they are about. */
export function indexFindings(findings: readonly CatalogFinding[]): FindingIndex {
  const index = new Map<string, CatalogFinding[]>();
  for (const finding of findings) {
    for (const key of keysOf(finding)) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [finding]);
      else known.push(finding);
    }
  }
  return index;
}

/** The things that a finding is about: an attribute, or else a signal. */
export function keysOf({
  attribute,
  signalType,
  signalName,
  context,
  id,
}: CatalogFinding): readonly string[] {
  const about: (readonly [CatalogKind, string])[] = [];
  if (attribute !== "") about.push(["attribute", attribute]);
  const isAboutSignal = attribute === "" || id.endsWith("_not_present");
  if (isAboutSignal && signalName !== "")
    about.push(
      ...(signalType === "log" ? (["event", "log"] as const) : [signalType as CatalogKind]).map(
        (kind) => [kind, signalName] as const,
      ),
    );
  for (const kind of ["metric", "event", "span"] as const) {
    const name = context[`${kind}_name`];
    if (typeof name === "string" && name !== signalName) about.push([kind, name]);
  }
  return [...new Set(about.map(([kind, name]) => thingKey(kind, name)))];
}

function toDeclared(thing: DeclaredThing, sources: ThingSources, templates: ArrivedByTemplate): CatalogThing {
  const { kind, name, content } = thing;
  const arrived = isTemplate(thing)
    ? ofTemplate(name, templates.get(name) ?? [])
    : arrivedOf(thing, sources.arrived);
  const findings = sources.findingsOf.get(thingKey(kind, name)) ?? [];
  const forms = arrived === undefined ? [] : [...arrived.forms];
  return {
    ...figuresOf(arrived, kind, sources.seconds),
    kind,
    name,
    state:
      arrived === undefined ? stateOfAbsent(kind, sources.partial) : stateOf(kind, findings.some(isDrift)),
    catalog: thing.catalog,
    catalogVersion: thing.catalogVersion,
    owner: textOf(content.owner),
    description: textOf(content.description),
    deprecated: deprecationOf(content["deprecated"]),
    source: thing.source,
    form: textOf(content["type"] ?? content["kind"] ?? content["severity"]) || forms.join(", "),
    unit: textOf(content["unit"]) || (arrived?.unit ?? ""),
    column: kind === "attribute" ? columnOf(sources.typed.get(name)) : null,
    cardinalityClass: textOf(content["cardinality"]),
    sensitivity: textOf(content["sensitivity"]),
    usedBy: [...(sources.uses.get(thingKey(kind, name)) ?? [])],
    findings: findings.length,
  };
}

function columnOf(attribute: TypedAttribute | undefined): CatalogThing["column"] {
  return attribute === undefined || attribute.column === ""
    ? null
    : { name: attribute.column, type: sqlTypeOf(attribute) };
}

function stateOf(kind: CatalogKind, drifts: boolean): CatalogState {
  if (silent.has(kind)) return "declared";
  return drifts ? "drifting" : "live";
}

function stateOfAbsent(kind: CatalogKind, partial: ReadonlySet<CatalogKind>): CatalogState {
  if (silent.has(kind)) return "declared";
  return partial.has(kind) ? "unknown" : "dead";
}

function toUndeclared(one: Arrived, origin: Origin | undefined, sources: ThingSources): CatalogThing {
  const { kind, name } = one;
  const findings = sources.findingsOf.get(thingKey(kind, name)) ?? [];
  const undeclared = sources.declared.isCut ? "unknown" : "undeclared";
  return {
    ...figuresOf(one, kind, sources.seconds),
    kind,
    name,
    state: origin === undefined ? undeclared : stateOf(kind, findings.some(isDrift)),
    catalog: origin?.catalog ?? "",
    catalogVersion: "",
    owner: "",
    description: origin?.description ?? "",
    deprecated: "",
    source: "",
    form: [...one.forms].join(", "),
    unit: one.unit,
    column: null,
    cardinalityClass: "",
    sensitivity: "",
    usedBy: [...(sources.uses.get(thingKey(kind, name)) ?? [])],
    findings: findings.length,
  };
}

function conventionOf({ kind, name, keys }: Arrived, conventions: Conventions): Origin | undefined {
  const catalog = "semconv";
  if (kind === "attribute" || kind === "metric") {
    const found = conventions[kind](name);
    return found === undefined ? undefined : { catalog, description: found.description ?? "" };
  }
  const isConventional =
    kind === "event"
      ? conventions.hasEvent(name) || name === "exception"
      : kind === "span" && conventional.some((key) => keys.has(key));
  return isConventional ? { catalog } : undefined;
}

function figuresOf(
  arrived: Arrived | undefined,
  kind: CatalogKind,
  seconds: number,
): Pick<CatalogThing, "count" | "perSecond" | "cardinality" | "services" | "lastNs"> {
  const hasRate = !silent.has(kind) && kind !== "metric" && kind !== "entity" && seconds > 0;
  const count = arrived?.count ?? 0;
  return {
    count,
    perSecond: hasRate ? count / seconds : null,
    cardinality: arrived?.cardinality ?? null,
    services: [...(arrived?.services ?? [])].toSorted().slice(0, 20),
    lastNs: arrived === undefined || arrived.lastMs === 0 ? null : `${arrived.lastMs}000000`,
  };
}

/** An entity arrives by the attributes that identify it, and a transaction also as its span. */
function arrivedOf({ kind, name, content }: DeclaredThing, arrived: ArrivedIndex): Arrived | undefined {
  if (kind !== "entity") return arrived.get(thingKey(kind, name));
  const identity = Array.isArray(content["identity"]) ? content["identity"].map(textOf) : [];
  const parts = identity.map((key) => arrived.get(thingKey("attribute", key)));
  return parts.length > 0 && parts.every((part) => part?.keys.has("resource") === true)
    ? parts[0]
    : undefined;
}

function isTemplate({ kind, content }: DeclaredThing): boolean {
  return kind === "attribute" && textOf(content["type"]).startsWith("template[");
}

/** @param parts the attributes that arrived of it */
function ofTemplate(name: string, parts: readonly Arrived[]): Arrived | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  return {
    ...first,
    name,
    count: parts.reduce((sum, { count }) => sum + count, 0),
    lastMs: parts.reduce((last, { lastMs }) => Math.max(last, lastMs), 0),
    services: new Set(parts.flatMap(({ services }) => [...services])),
    forms: new Set(parts.flatMap(({ forms }) => [...forms])),
    cardinality: undefined,
  };
}

function deprecationOf(deprecated: unknown): string {
  if (typeof deprecated !== "object" || deprecated === null) return textOf(deprecated);
  const { renamedTo, note, reason } = deprecated as NonNullable<Catalog["attributes"][number]["deprecated"]>;
  if (renamedTo !== undefined) return `Use ${renamedTo}.`;
  return note ?? reason;
}
