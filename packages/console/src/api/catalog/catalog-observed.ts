// GET /api/catalog/observed: what arrived, whether declared or not.
import type { CatalogObservedResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { readRange } from "../params/params.ts";
import { toResolved } from "../time/range.ts";

export async function getCatalogObserved(
  params: ParamsOf<"GET /api/catalog/observed">,
  context: ApiContext,
): Promise<CatalogObservedResult> {
  return {
    ...toResolved(readRange(params, context)),
    attributes: [],
    spans: [],
    metrics: [],
    logs: [],
    events: [],
    errors: [],
    transactions: [],
    journeys: [],
    workflows: [],
    truncated: false,
  };
}
