// Declarations as entries of `definition/2`. What an entry cannot say is in its annotation `telltale`, so that the import returns the same
// declaration.
import type {
  AttributeDeclaration,
  Carries,
  DeclaredThing,
  DeprecatedDeclaration,
  EntityDeclaration,
  EventDeclaration,
  MemberDeclaration,
  MetricDeclaration,
  SpanDeclaration,
} from "../declaration.ts";
import { difference, type OwnKind } from "./annotation.ts";
import { compact, declareByKind } from "./declare.ts";
import type { Entry } from "./registry.ts";
import { readUses } from "./uses.ts";

/** A declaration of any kind. */
export type AnyDeclaration = DeclaredThing & Carries;

/** Kinds that the format has no section for. They are groups of attributes. */
const grouped: ReadonlySet<OwnKind> = new Set(["logs", "errors", "transactions", "journeys", "workflows"]);

/** The section of a file that a kind belongs to. */
export function sectionOf(kind: OwnKind): string {
  return grouped.has(kind) ? "attribute_groups" : kind;
}

/** Returns the entry of a declaration. `id` is its name in the format, where spaces and capitals are not usual. */
export function toEntry(kind: OwnKind, name: string, id: string, declared: AnyDeclaration): Entry {
  const entry = bodies[kind === "attributes" || kind in bodies ? (kind as keyof typeof bodies) : "group"](
    id,
    declared as never,
  );
  if (kind === "spans") Object.assign(entry, { name: { note: name } });
  if (grouped.has(kind)) Object.assign(entry, { id: `${kind}.${id}` });
  const annotation = compact({
    kind: grouped.has(kind) ? kind : undefined,
    name: id === name && !grouped.has(kind) ? undefined : name,
    ...difference(declareByKind(kind, entry, readUses(entry)), declared),
  });
  return Object.keys(annotation).length === 0 ? entry : { ...entry, annotations: { telltale: annotation } };
}

const bodies = {
  attributes: (key: string, declared: AttributeDeclaration): Entry =>
    compact({ key, type: typeEntry(declared.type), ...common(declared), examples: declared.examples }),
  entities: (type: string, declared: EntityDeclaration): Entry =>
    compact({
      type,
      ...common(declared),
      identity: declared.identity.map((ref) => ({ ref })),
      description: uses(declared, new Set(declared.identity)),
    }),
  spans: (type: string, declared: SpanDeclaration): Entry =>
    compact({
      type,
      kind: declared.kind ?? "internal",
      requirement_level: "recommended",
      ...common(declared),
      ...signal(declared),
    }),
  metrics: (name: string, declared: MetricDeclaration): Entry =>
    compact({
      name,
      instrument: instrumentOf(declared.kind),
      unit: declared.unit ?? (declared.kind === "timer" ? "s" : "1"),
      requirement_level: "recommended",
      ...common(declared),
      ...signal(declared),
    }),
  events: (name: string, declared: EventDeclaration): Entry =>
    compact({ name, ...common(declared), ...signal(declared) }),
  group: (id: string, declared: AnyDeclaration): Entry =>
    compact({ id, visibility: "public", ...common(declared), attributes: uses(declared) }),
};

function instrumentOf(kind: MetricDeclaration["kind"]): string {
  return kind === "timer" ? "histogram" : kind.toLowerCase();
}

function common({ description = "", stability = "development", deprecated }: DeclaredThing): Entry {
  return compact({
    brief: description,
    stability,
    deprecated: deprecated === undefined ? undefined : deprecatedEntry(deprecated),
  });
}

function signal(declared: Carries & { readonly entities?: readonly string[] | undefined }): Entry {
  return { attributes: uses(declared), entity_associations: declared.entities };
}

function deprecatedEntry(deprecated: DeprecatedDeclaration): Entry {
  if (typeof deprecated === "string") return { reason: "uncategorized", note: deprecated };
  const { renamedTo, note } = deprecated;
  const reason = deprecated.reason ?? (renamedTo === undefined ? "uncategorized" : "renamed");
  return compact({ reason, renamed_to: renamedTo, note });
}

function typeEntry(type: AttributeDeclaration["type"]): unknown {
  if (typeof type === "string") return type;
  return { members: type.map(memberEntry) };
}

function memberEntry(member: string | number | MemberDeclaration): Entry {
  if (typeof member !== "object") return { id: String(member), value: member };
  const { value, id = String(value), description, stability, deprecated } = member;
  return compact({
    id,
    value,
    brief: description,
    stability,
    deprecated: deprecated === undefined ? undefined : deprecatedEntry(deprecated),
  });
}

/** The references of a signal; nothing when it has none. */
function uses(declared: Carries, without: ReadonlySet<string> = new Set()): Entry[] | undefined {
  const found: Entry[] = [
    ...(declared.attributes ?? []).map((ref) => ({ ref, requirement_level: "required" })),
    ...Object.entries(declared.conditional ?? {}).map(([ref, condition]) => ({
      ref,
      requirement_level: { conditionally_required: condition },
    })),
    ...(declared.recommended ?? []).map((ref) => ({ ref, requirement_level: "recommended" })),
    ...(declared.optIn ?? []).map((ref) => ({ ref, requirement_level: "opt_in" })),
  ].filter(({ ref }) => !without.has(ref));
  return found.length === 0 ? undefined : found;
}
