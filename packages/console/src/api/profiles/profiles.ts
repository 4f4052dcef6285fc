// GET /api/profiles and /api/profiles/{name}: figures of profiled code, and the runs of one profile.
import type { ParamsOf, ProfileResult, ProfileRun, ProfilesResult } from "contract";
import { z } from "zod";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { limitList, withinBytes } from "../limits/limit-list.ts";
import { nsKey, readCursor, toCursor } from "../params/cursor.ts";
import { readRange } from "../params/params.ts";
import { findProfiles, noProfile } from "./profile-figures.ts";
import { chooseStepMs, toRangeParams, toResolved } from "../time/range.ts";
import { endOfTime, toSqlTime } from "../time/time.ts";

type RunColumns = Omit<ProfileRun, "service"> & { readonly serviceName: string };

export async function listProfiles(
  params: ParamsOf<"GET /api/profiles">,
  context: ApiContext,
): Promise<ProfilesResult> {
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, 60, 1);
  const { profiles, total } = await findProfiles(range, stepMs, undefined, params.environment, context);
  const listed = limitList(profiles, { total });
  return { ...toResolved(range), stepMs, profiles: listed.items, truncated: listed.truncated };
}

export async function getProfile(
  params: ParamsOf<"GET /api/profiles/:name">,
  context: ApiContext,
): Promise<ProfileResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const key = readCursor(params.cursor, z.tuple([nsKey, z.string().max(4096)]));
  const stepMs = chooseStepMs(range, 60, 1);
  const [{ profiles }, rows] = await Promise.all([
    findProfiles(range, stepMs, params.name, params.environment, context),
    run<RunColumns>(context, "profile-runs", {
      ...toRangeParams(range),
      name: params.name,
      environment: params.environment,
      class: params.class,
      cursorTs: key === undefined ? endOfTime : toSqlTime(BigInt(key[0])),
      cursorId: key?.[1] ?? "",
      limit: limit + 1,
    }),
  ]);
  const page = withinBytes(rows.slice(0, limit), 4_000_000);
  const last = page.at(-1);
  return {
    ...toResolved(range),
    stepMs,
    summary: profiles[0] ?? noProfile(params.name, range, stepMs),
    items: page.map(({ serviceName, ...rest }) => ({ ...rest, service: serviceName })),
    nextCursor: rows.length > page.length && last !== undefined ? toCursor([last.timeNs, last.id]) : null,
  };
}
