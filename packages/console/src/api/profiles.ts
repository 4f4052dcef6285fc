// GET /api/profiles and /api/profiles/{name}: what profiled work costs, and the runs of one profile.
import type { ProfileResult, ProfileRun, ProfilesResult } from "contract";
import { z } from "zod";
import type { ApiContext, RawParams } from "./context.ts";
import { run } from "./context.ts";
import { nsKey, readCursor, toCursor } from "./cursor.ts";
import {
  defaultLimit,
  oneOf,
  pageFields,
  rangeFields,
  readParams,
  readRange,
  requiredText,
} from "./params.ts";
import { findProfiles, noProfile } from "./profile-figures.ts";
import { chooseStepMs, toRangeParams, toResolved } from "./range.ts";
import { endOfTime, toSqlTime } from "./time.ts";

const nameFields = {
  ...rangeFields,
  ...pageFields,
  name: requiredText,
  class: oneOf("fast", "normal", "slow", "very_slow"),
} as const;

type RunColumns = Omit<ProfileRun, "service"> & { readonly serviceName: string };

export async function listProfiles(raw: RawParams, context: ApiContext): Promise<ProfilesResult> {
  const params = readParams(rangeFields, raw);
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, 60, 1);
  return {
    ...toResolved(range),
    stepMs,
    profiles: await findProfiles(range, stepMs, "", params.environment, context),
  };
}

export async function getProfile(raw: RawParams, context: ApiContext): Promise<ProfileResult> {
  const params = readParams(nameFields, raw);
  const range = readRange(params, context);
  const limit = params.limit ?? defaultLimit;
  const key = readCursor(params.cursor, z.tuple([nsKey, z.string().max(4096)]));
  const stepMs = chooseStepMs(range, 60, 1);
  const [[summary], rows] = await Promise.all([
    findProfiles(range, stepMs, params.name, params.environment, context),
    run<RunColumns>(context, "profile-runs", {
      ...toRangeParams(range),
      name: params.name,
      environment: params.environment ?? "",
      class: params.class ?? "",
      cursorTs: key === undefined ? endOfTime : toSqlTime(BigInt(key[0])),
      cursorId: key?.[1] ?? "",
      limit: limit + 1,
    }),
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    ...toResolved(range),
    stepMs,
    summary: summary ?? noProfile(params.name, range, stepMs),
    items: page.map(({ serviceName, ...rest }) => ({ ...rest, service: serviceName })),
    nextCursor: rows.length > limit && last !== undefined ? toCursor([last.timeNs, last.id]) : null,
  };
}
