// GET /api/profiles and /api/profiles/{name}: figures of profiled code, and the runs of one profile.
import type { ParamsOf, ProfileResult, ProfileRun, ProfilesResult } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { textKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { findProfiles, noProfile } from "./profile-figures.ts";
import { chooseStepMs, toRangeParams, toResolved } from "../time/range.ts";

type RunColumns = Omit<ProfileRun, "service"> & { readonly serviceName: string };

const pageKey = definePageKey<RunColumns>({
  cursorTs: byTime(({ timeNs }) => timeNs),
  cursorId: by(textKey, ({ id }) => id),
});

export async function listProfiles(
  params: ParamsOf<"GET /api/profiles">,
  context: ApiContext,
): Promise<ProfilesResult> {
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, 60, 1);
  const { environment, service } = params;
  const { profiles, total } = await findProfiles(range, stepMs, { environment, service }, context);
  const listed = limitList(profiles, { total });
  return { ...toResolved(range), stepMs, profiles: listed.items, truncated: listed.truncated };
}

export async function getProfile(
  params: ParamsOf<"GET /api/profiles/:name">,
  context: ApiContext,
): Promise<ProfileResult> {
  const range = readRange(params, context);
  const { limit, name, environment, service } = params;
  const after = pageKey.read(params.cursor).params;
  const stepMs = chooseStepMs(range, 60, 1);
  const [{ profiles }, rows] = await Promise.all([
    findProfiles(range, stepMs, { name, environment, service }, context),
    run<RunColumns>(context, "profile-runs", {
      ...toRangeParams(range),
      name,
      environment,
      service,
      class: params.class,
      ...after,
      limit: limit + 1,
    }),
  ]);
  const { page, nextCursor } = pageKey.page(rows, limit);
  return {
    ...toResolved(range),
    stepMs,
    summary: profiles[0] ?? noProfile(name, range, stepMs),
    items: page.map(({ serviceName, ...rest }) => ({ ...rest, service: serviceName })),
    nextCursor,
  };
}
