// What of a catalog uses one of its things: signals that carry an attribute, and alerts, objectives, funnels and dashboards.
import type { AttributeUse, Catalog, Kind } from "../catalog.ts";
import type { AnySourceDeclaration } from "../declaration.ts";
import { carriers } from "../check/rule.ts";
import { sourcesOf, targetOf } from "../check/use-rules.ts";
import { asList, type Use } from "./change.ts";

/** Things of `catalog` that use the thing `name` of `kind`, each once; those that people look at first. */
export function findUses(catalog: Catalog, kind: Kind, name: string): Use[] {
  const uses: Use[] = [];
  const add = (use: Use): void => {
    if (!uses.some((one) => one.kind === use.kind && one.name === use.name)) uses.push(use);
  };
  const dashboards = catalog.dashboards.filter(({ charts }) => Array.isArray(charts));
  for (const { user, path, source } of sourcesOf({ ...catalog, dashboards }))
    if (looksAt(source, kind, name)) add({ kind: path.split(".", 1)[0] as Kind, name: user });
  for (const of of carriers)
    for (const thing of catalog[of]) if (carries(thing, kind, name)) add({ kind: of, name: thing.name });
  return uses;
}

function looksAt(source: AnySourceDeclaration, kind: Kind, name: string): boolean {
  if (typeof source !== "object" || source === null) return false;
  const target = targetOf(source);
  if (target.kind === kind && target.name === name) return true;
  if (kind !== "attributes") return false;
  const { where, groupBy } = source as { readonly where?: object; readonly groupBy?: readonly string[] };
  return Object.hasOwn(where ?? {}, name) || asList(groupBy).includes(name);
}

function carries(thing: object, kind: Kind, name: string): boolean {
  const { attributes, identity, entities, events } = thing as Readonly<Record<string, unknown>>;
  if (kind === "entities") return asList(entities).includes(name);
  if (kind === "events") return asList(events).includes(name);
  if (kind !== "attributes") return false;
  const isCarried = asList<AttributeUse>(attributes).some(
    ({ key }) => key === name || key?.startsWith(`${name}.`),
  );
  return isCarried || asList(identity).includes(name);
}
