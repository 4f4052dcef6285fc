// GET /api/progress: how far the running queries of a page are.
import { type ParamsOf, type ProgressResult } from "contract";
import { anybody, type Principal } from "../../auth/principal.ts";
import type { QueryProgress } from "../../store/query/progress.ts";
import type { ApiContext, ApiRoute } from "../context.ts";
import { toRoutes } from "../route.ts";

export interface ProgressSources {
  readonly progress: (tag: string) => Promise<QueryProgress>;
}

export function progressRoutes(sources: ProgressSources): readonly ApiRoute[] {
  return toRoutes({ "GET /api/progress": (params, context) => getProgress(params, context, sources) });
}

/** The number of rows read shows how much data all tenants have together, so a tenant gets none. */
async function getProgress(
  { page }: ParamsOf<"GET /api/progress">,
  { caller }: ApiContext,
  { progress }: ProgressSources,
): Promise<ProgressResult> {
  const tag = pageTag(caller?.principal ?? anybody, page);
  const { queries, rowsRead, rowsTotal } = await progress(tag!);
  return caller?.seesAll === true
    ? { queries, rowsRead, rowsTotal }
    : { queries, rowsRead: null, rowsTotal: null };
}

/** The beginning of the ids of a page's queries; `undefined` for a value that no page sends. The tenant keeps pages of tenants apart. */
export function pageTag({ tenant }: Principal, page: unknown): string | undefined {
  return typeof page === "string" && /^[0-9a-f]{32}$/.test(page) ? `page/${tenant}/${page}/` : undefined;
}
