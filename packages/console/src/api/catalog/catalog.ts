// GET /api/catalog: what applications declare, and what arrives undeclared.
import type { CatalogResult, CatalogThing, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { toPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { toResolved } from "../time/range.ts";

export async function listCatalog(
  params: ParamsOf<"GET /api/catalog">,
  context: ApiContext,
): Promise<CatalogResult> {
  const range = readRange(params, context);
  const things: readonly CatalogThing[] = [];
  const { page, nextCursor } = toPage(things, ({ count, name }) => [count, name], params);
  return {
    ...toResolved(range),
    catalogs: [],
    states: {},
    kinds: {},
    owners: [],
    levels: {},
    guard: [],
    typed: [],
    items: page,
    nextCursor,
  };
}
