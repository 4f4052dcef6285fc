// What of a catalog uses one of its things: signals that carry an attribute, and alerts, objectives, funnels and dashboards.
import type { Catalog, Kind } from "../catalog.ts";
import { sourcesOf, targetOf } from "../check/use-rules.ts";
import type { Use } from "./change.ts";

const carriers = ["entities", "spans", "metrics", "logs", "events", "errors", "transactions", "journeys", "workflows"] as const;

/** Things of `catalog` that use the thing `name` of `kind`, each once; those that people look at first. */
export function findUses(catalog: Catalog, kind: Kind, name: string): Use[] {
  const uses: Use[] = [];
  const add = (use: Use): void => {
    if (!uses.some((one) => one.kind === use.kind && one.name === use.name)) uses.push(use);
  };
  for (const { user, path, source } of sourcesOf(catalog)) {
    const target = targetOf(source);
    const isTarget = target.kind === kind && target.name === name;
    const byKey =
      kind === "attributes" &&
      "metric" in source &&
      (Object.hasOwn(source.where ?? {}, name) || source.groupBy?.includes(name) === true);
    if (isTarget || byKey) add({ kind: path.split(".", 1)[0] as Kind, name: user });
  }
  for (const of of carriers)
    for (const thing of catalog[of]) {
      const { attributes, name: user, ...others } = thing;
      const { identity, entities, events } = others as { identity?: readonly string[]; entities?: readonly string[]; events?: readonly string[] };
      const isUsed =
        (kind === "attributes" && (attributes.some(({ key }) => key === name || key.startsWith(`${name}.`)) || identity?.includes(name) === true)) ||
        (kind === "entities" && entities?.includes(name) === true) ||
        (kind === "events" && events?.includes(name) === true);
      if (isUsed) add({ kind: of, name: user });
    }
  return uses;
}
