// Turns single definitions of a registry into declarations of a catalog. What a declaration cannot hold (notes, display names, refinements of
// an attribute's text) stays in the registry's files.
import type {
  AttributeDeclaration,
  AttributeType,
  Carries,
  DeclaredThing,
  DeprecatedDeclaration,
  EntityDeclaration,
  EventDeclaration,
  MemberDeclaration,
  MetricDeclaration,
  SpanDeclaration,
  Stability,
} from "../declaration.ts";
import type { OwnKind } from "./annotation.ts";
import { entriesOf, isEntry, textOf, type Entry } from "./registry.ts";
import type { RegistryUse } from "./uses.ts";

const attributeTypes: ReadonlySet<string> = new Set(
  ["string", "int", "double", "boolean", "any"].flatMap((type) => [
    type,
    `${type}[]`,
    `template[${type}]`,
    `template[${type}[]]`,
  ]),
);

const instruments: Readonly<Record<string, MetricDeclaration["kind"]>> = {
  counter: "counter",
  updowncounter: "upDownCounter",
  gauge: "gauge",
  histogram: "histogram",
};

const stabilities: Readonly<Record<string, Stability>> = {
  stable: "stable",
  release_candidate: "release_candidate",
  beta: "beta",
  alpha: "alpha",
  development: "development",
  experimental: "development",
};

const kinds: ReadonlySet<unknown> = new Set(["internal", "server", "client", "producer", "consumer"]);
const reasons: ReadonlySet<unknown> = new Set(["renamed", "obsoleted", "uncategorized", "unspecified"]);

/** Returns the declaration of an entry for the list `kind` of a catalog. What has no section of its own is read like an event. */
export function declareByKind(kind: OwnKind, entry: Entry, uses: readonly RegistryUse[]): object {
  if (kind === "attributes") return declareAttribute(entry);
  if (kind === "spans") return declareSpan(entry, uses);
  if (kind === "metrics") return declareMetric(entry, uses);
  if (kind === "entities") return declareEntity(entry, uses);
  return declareEvent(entry, uses);
}

/** Returns the declaration of an attribute. A type that is not known is `any`. */
function declareAttribute(entry: Entry): AttributeDeclaration {
  const { type } = entry;
  const common = declareThing(entry);
  const examples = entry["examples"];
  return compact({
    ...common,
    type: isEntry(type)
      ? memberList(type)
      : ((attributeTypes.has(type as string) ? type : "any") as AttributeType),
    open: isEntry(type) && hasPlainMembers(type) && type["allow_custom_values"] !== false ? true : undefined,
    examples: examples === undefined ? undefined : Array.isArray(examples) ? examples : [examples],
  });
}

/** Whether every member has a text or a number. A catalog has no enumeration of other values. */
function hasPlainMembers(type: Entry): boolean {
  const members = entriesOf(type, "members");
  return (
    members.length > 0 && members.every(({ value }) => typeof value === "string" || typeof value === "number")
  );
}

function memberList(type: Entry): AttributeDeclaration["type"] {
  const members = entriesOf(type, "members");
  if (hasPlainMembers(type)) return current(members).map(declareMember);
  return members.length > 0 && members.every(({ value }) => typeof value === "boolean") ? "boolean" : "any";
}

/** One member for each value: of several, the first that is not deprecated. */
function current(members: readonly Entry[]): Entry[] {
  const byValue = new Map<unknown, Entry>();
  for (const member of members) {
    const before = byValue.get(member["value"]);
    if (before === undefined || (before["deprecated"] !== undefined && member["deprecated"] === undefined))
      byValue.set(member["value"], member);
  }
  return [...byValue.values()];
}

function declareMember(member: Entry): string | number | MemberDeclaration {
  const value = member["value"] as string | number;
  const { description, stability, deprecated } = declareThing(member);
  const id = textOf(member, "id");
  const full = compact({
    value,
    id: id === String(value) ? undefined : id,
    description,
    stability,
    deprecated,
  });
  return Object.keys(full).length === 1 ? value : full;
}

/** Returns the declaration of a span. */
function declareSpan(entry: Entry, uses: readonly RegistryUse[]): SpanDeclaration {
  const kind = entry["kind"] ?? entry["span_kind"];
  return compact({
    ...declareThing(entry),
    kind: kinds.has(kind) ? (kind as NonNullable<SpanDeclaration["kind"]>) : undefined,
    ...declareUses(uses),
    events: texts(entry["events"]),
    entities: entityNames(entry["entity_associations"]),
  });
}

/** Returns the declaration of a metric. An instrument that is not known is a gauge. */
function declareMetric(entry: Entry, uses: readonly RegistryUse[]): MetricDeclaration {
  return compact({
    ...declareThing(entry),
    kind: instruments[String(entry["instrument"])] ?? "gauge",
    unit: textOf(entry, "unit"),
    ...declareUses(uses),
    entities: entityNames(entry["entity_associations"]),
  });
}

/** Returns the declaration of an event. */
function declareEvent(entry: Entry, uses: readonly RegistryUse[]): EventDeclaration {
  return compact({
    ...declareThing(entry),
    ...declareUses(uses),
    entities: entityNames(entry["entity_associations"]),
  });
}

/** Returns the declaration of an entity. */
function declareEntity(entry: Entry, uses: readonly RegistryUse[]): EntityDeclaration {
  return compact({
    ...declareThing(entry),
    identity: uses.filter(({ role }) => role === "identifying").map(({ key }) => key),
    ...declareUses(uses.filter(({ role, level }) => role === "descriptive" || level !== "required")),
  });
}

function declareThing(entry: Entry): DeclaredThing {
  return compact({
    description: textOf(entry, "brief")?.trim() || undefined,
    stability: stabilities[String(entry["stability"])],
    deprecated: declareDeprecated(entry["deprecated"]),
  });
}

function declareDeprecated(deprecated: unknown): DeprecatedDeclaration | undefined {
  if (typeof deprecated === "string") return deprecated.trim() || "deprecated";
  if (!isEntry(deprecated)) return undefined;
  const reason = deprecated["reason"];
  return compact({
    reason: reasons.has(reason) ? (reason as "renamed") : undefined,
    renamedTo: textOf(deprecated, "renamed_to"),
    note: textOf(deprecated, "note")?.trim() || undefined,
  });
}

/** Sorts uses into the lists of a declaration. */
function declareUses(uses: readonly RegistryUse[]): Carries {
  const keys = (level: RegistryUse["level"]): string[] | undefined => {
    const found = uses.filter((use) => use.level === level).map(({ key }) => key);
    return found.length > 0 ? found : undefined;
  };
  const conditional = uses.filter(({ level }) => level === "conditionally_required");
  return compact({
    attributes: keys("required"),
    recommended: keys("recommended"),
    optIn: keys("opt_in"),
    conditional:
      conditional.length > 0
        ? Object.fromEntries(
            conditional.map(({ key, condition }) => [key, condition?.trim() || "When it applies."]),
          )
        : undefined,
  });
}

/** Names of entities in associations, which may be texts, references, or groups of them. */
function entityNames(associations: unknown): string[] | undefined {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === "string") names.add(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isEntry(value)) [value["ref"], value["one_of"], value["all_of"]].forEach(collect);
  };
  collect(associations);
  return names.size > 0 ? [...names] : undefined;
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
}

/** Leaves out what is undefined. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
