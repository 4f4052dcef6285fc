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
/** Resources that are remembered of each tenant. */
const maxKnown = 2_000;

/** An id is made of what the resource holds, so what was read once stays right; each view of the store has its own. */
const known = new WeakMap<ApiQueries, Map<string, Attributes>>();

/** Looks up the attributes of resources by the ids their records carry, those that nobody asked for before in the store. */
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
  // In the order of the records: the same answer every time, whatever was remembered.
  return new Map(distinct.flatMap((id) => (found.has(id) ? [[id, found.get(id)!]] : [])));
}
