// Resources by id, for the records of one answer.
import type { Attributes } from "contract";
import { toTextAttributes } from "./attributes-of.ts";
import type { ApiContext } from "./context.ts";
import { run } from "./context.ts";

interface ResourceColumns {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly attributesJson: string;
}

/** Looks up the attributes of resources by the ids their records carry. No ids, no query. */
export async function findResources(
  ids: Iterable<string>,
  context: ApiContext,
): Promise<Map<string, Attributes>> {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return new Map();
  const rows = await run<ResourceColumns>(context, "resources", { hashes: distinct.map(BigInt) });
  return new Map(rows.map((row) => [row.id, toTextAttributes(row.attributes, row.attributesJson)]));
}
