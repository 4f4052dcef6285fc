// Resources by id, for the records of one answer.
import type { Attributes } from "contract";
import { toTextAttributes } from "./attributes-of.ts";
import type { ApiContext, ApiQueries } from "../context.ts";
import { run } from "../context.ts";

interface ResourceColumns {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly attributesJson: string;
}

/** Ids in one query: they are one parameter. */
const maxAtOnce = 5_000;
/** Size of the cache of each tenant. */
const maxKnown = 2_000;

/** An id is a hash of the resource, so a cached one never changes. Each view of the store has a cache. */
const known = new WeakMap<ApiQueries, Map<string, Attributes>>();

/** Returns the attributes of resources by the ids in `records`, from the cache, else from the store. */
export async function findResources(
  ids: Iterable<string>,
  context: ApiContext,
): Promise<Map<string, Attributes>> {
  const remembered = known.get(context.queries) ?? new Map<string, Attributes>();
  known.set(context.queries, remembered);
  const distinct = [...new Set(ids)];
  const left = distinct.filter((id) => !remembered.has(id)).map(BigInt);
  const found = new Map(distinct.flatMap((id) => (remembered.has(id) ? [[id, remembered.get(id)!]] : [])));
  while (left.length > 0) {
    const hashes = left.splice(0, maxAtOnce);
    for (const row of await run<ResourceColumns>(context, "resources", { hashes }))
      found.set(row.id, toTextAttributes(row.attributes, row.attributesJson));
  }
  if (remembered.size + found.size > maxKnown) remembered.clear();
  for (const [id, attributes] of found) if (remembered.size < maxKnown) remembered.set(id, attributes);
  // In the order of the records, so that the answer does not depend on the cache.
  return new Map(distinct.flatMap((id) => (found.has(id) ? [[id, found.get(id)!]] : [])));
}
