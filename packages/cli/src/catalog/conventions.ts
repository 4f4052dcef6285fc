// The semantic conventions, resolved: what names that a catalog does not declare may mean.
import { type AttributeDeclaration, type Catalog, type Kind, resolveCatalog } from "catalog";
import { semconv } from "catalog/semconv";

export interface Conventions {
  readonly catalog: Catalog;
  has(kind: Kind, name: string): boolean;
}

let resolved: Conventions | undefined;

/** Resolves the conventions once (0.1 s). */
export function readConventions(): Conventions {
  return (resolved ??= resolveConventions());
}

function resolveConventions(): Conventions {
  const attributes = Object.fromEntries(
    Object.entries(semconv.attributes ?? {}).map(([key, attribute]) => [key, withoutRepetition(attribute)]),
  );
  // the name `semconv` is reserved for what is built in
  const declaration = { ...semconv, name: "opentelemetry", attributes };
  const catalog = resolveCatalog(declaration, { isConvention: () => true });
  const names = new Map<string, ReadonlySet<string>>();
  return {
    catalog,
    has(kind, name) {
      let known = names.get(kind);
      if (known === undefined) names.set(kind, (known = new Set(catalog[kind].map((thing) => thing.name))));
      return known.has(name) || (kind === "attributes" && isOfTemplate(name, catalog));
    },
  };
}

/** The registry lists a value twice where one of its ids is deprecated. */
function withoutRepetition(attribute: AttributeDeclaration): AttributeDeclaration {
  if (typeof attribute.type === "string") return attribute;
  const seen = new Set<unknown>();
  const type = attribute.type.filter((member) => {
    const value = typeof member === "object" ? member.value : member;
    return !seen.has(value) && seen.add(value);
  });
  return { ...attribute, type };
}

function isOfTemplate(key: string, { attributes }: Catalog): boolean {
  return attributes.some(({ name, type }) => type.startsWith("template[") && key.startsWith(`${name}.`));
}
