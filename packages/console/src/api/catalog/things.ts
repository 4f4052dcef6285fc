// The things of the catalog: each declaration with what arrived of it, and what arrived without one.
import { type Catalog, createBusinessSpans } from "catalog";
import type { CatalogFinding, CatalogKind, CatalogState, CatalogThing, CatalogUse } from "contract";
import type { TypedAttribute, TypedAttributes } from "../attributes/typed-attributes.ts";
import { sqlTypeOf } from "../attributes/typed-column.ts";
import { type Arrived, type ArrivedIndex, thingKey } from "./arrived.ts";
import type { Conventions } from "./conventions.ts";
import { type Declared, type DeclaredThing, textOf } from "./declared.ts";
import { isOwnName } from "./own-names.ts";

export interface ThingSources {
  readonly declared: Declared;
  readonly arrived: ArrivedIndex;
  readonly conventions: Conventions;
  readonly findings: readonly CatalogFinding[];
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

/** All things, declared ones first. */
export function listThings(sources: ThingSources): readonly CatalogThing[] {
  const findings = countFindings(sources.findings);
  const declared = sources.declared.things.map((thing) => toDeclared(thing, sources, findings));
  const known = new Set(declared.map(({ kind, name }) => thingKey(kind, name)));
  const templates = sources.declared.things.filter(isTemplate).map(({ name }) => `${name}.`);
  const arrived = [...sources.arrived.values()].filter(
    ({ kind, name }) =>
      !known.has(thingKey(kind, name)) &&
      kind !== "log" &&
      !isOwnName(name) &&
      !(kind === "attribute" && templates.some((prefix) => name.startsWith(prefix))),
  );
  const isBusinessSpan = createBusinessSpans([sources.declared.catalog]);
  const originOf = (one: Arrived): Origin | undefined =>
    one.kind === "span" && isBusinessSpan(one.name) ? businessSpan : conventionOf(one, sources.conventions);
  return [...declared, ...arrived.map((one) => toUndeclared(one, originOf(one), sources, findings))];
}

/** What declares a thing that is in no catalog. */
interface Origin {
  readonly catalog: "semconv" | "telltale";
  readonly description?: string;
}

const businessSpan: Origin = { catalog: "telltale", description: "Span of a business call." };

type FindingCounts = ReadonlyMap<string, { count: number; drifts: boolean }>;

/** Findings that say that something is missing, not that what arrives is wrong. */
const notDrift: ReadonlySet<string> = new Set([
  "dead_since",
  "used_but_gone",
  "signal_coverage",
  "undeclared_since",
]);

function countFindings(findings: readonly CatalogFinding[]): FindingCounts {
  const counts = new Map<string, { count: number; drifts: boolean }>();
  for (const finding of findings) {
    const drifts = finding.level === "violation" && !notDrift.has(finding.id);
    for (const key of keysOf(finding)) {
      const known = counts.get(key) ?? { count: 0, drifts: false };
      counts.set(key, { count: known.count + 1, drifts: known.drifts || drifts });
    }
  }
  return counts;
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

function toDeclared(thing: DeclaredThing, sources: ThingSources, findings: FindingCounts): CatalogThing {
  const { kind, name, content } = thing;
  const arrived = isTemplate(thing) ? ofTemplate(name, sources.arrived) : arrivedOf(thing, sources.arrived);
  const found = findings.get(thingKey(kind, name));
  const forms = arrived === undefined ? [] : [...arrived.forms];
  return {
    ...figuresOf(arrived, kind, sources.seconds),
    kind,
    name,
    state: stateOf(kind, arrived !== undefined, found?.drifts === true),
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
    findings: found?.count ?? 0,
  };
}

function columnOf(attribute: TypedAttribute | undefined): CatalogThing["column"] {
  return attribute === undefined || attribute.column === ""
    ? null
    : { name: attribute.column, type: sqlTypeOf(attribute) };
}

function stateOf(kind: CatalogKind, hasArrived: boolean, drifts: boolean): CatalogState {
  if (silent.has(kind)) return "declared";
  if (!hasArrived) return "dead";
  return drifts ? "drifting" : "live";
}

function toUndeclared(
  one: Arrived,
  origin: Origin | undefined,
  sources: ThingSources,
  findings: FindingCounts,
): CatalogThing {
  const { kind, name } = one;
  const found = findings.get(thingKey(kind, name));
  return {
    ...figuresOf(one, kind, sources.seconds),
    kind,
    name,
    state: origin === undefined ? "undeclared" : found?.drifts === true ? "drifting" : "live",
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
    findings: found?.count ?? 0,
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

function ofTemplate(name: string, arrived: ArrivedIndex): Arrived | undefined {
  const parts = [...arrived.values()].filter(
    (one) => one.kind === "attribute" && one.name.startsWith(`${name}.`),
  );
  const [first] = parts;
  if (first === undefined) return undefined;
  return {
    ...first,
    name,
    count: parts.reduce((sum, { count }) => sum + count, 0),
    lastMs: Math.max(...parts.map(({ lastMs }) => lastMs)),
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
