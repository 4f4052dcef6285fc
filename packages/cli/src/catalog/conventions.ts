// The semantic conventions: what names that a catalog does not declare may mean.
import type { Catalog, Kind } from "catalog";
import { resolveConventions } from "catalog/semconv";

export interface Conventions {
  readonly catalog: Catalog;
  has(kind: Kind, name: string): boolean;
}

let read: Conventions | undefined;

/** Resolves the conventions once (0.1 s). */
export function readConventions(): Conventions {
  return (read ??= conventionsOf(resolveConventions()));
}

function conventionsOf(catalog: Catalog): Conventions {
  const names = new Map<Kind, ReadonlySet<string>>();
  const templates = catalog.attributes.filter(({ type }) => type.startsWith("template["));
  return {
    catalog,
    has(kind, name) {
      let known = names.get(kind);
      if (known === undefined) names.set(kind, (known = new Set(catalog[kind].map((thing) => thing.name))));
      return (
        known.has(name) ||
        (kind === "attributes" && templates.some((family) => name.startsWith(`${family.name}.`)))
      );
    },
  };
}

/** Namespaces of metrics' and events' names that instrumentations of the conventions use, also before a name is in the registry. */
const namespaces: ReadonlySet<string> = new Set(
  "http db messaging rpc gen_ai dns nodejs v8js process system otel telltale exception feature_flag faas graphql".split(
    " ",
  ),
);

/** Whether the semantic conventions declare the name of this attribute, metric or event, so that a catalog need not. */
export function isConvention(kind: Kind, name: string): boolean {
  if (kind === "attributes") return readConventions().has(kind, name);
  if (kind !== "metrics" && kind !== "events") return false;
  return readConventions().has(kind, name) || namespaces.has(name.split(".", 1)[0]!);
}
