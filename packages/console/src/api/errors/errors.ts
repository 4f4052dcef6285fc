// GET /api/errors: errors grouped by their fingerprint.
import type { ErrorsResult, ParamsOf } from "contract";
import { type ApiContext, run } from "../context.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { textKey, wholeKey } from "../params/cursor.ts";
import { by, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toResolved } from "../time/range.ts";
import { toIso, toSqlTime } from "../time/time.ts";
import { readFirstTelemetry } from "../received/first-telemetry.ts";
import { findStates } from "./error-states.ts";
import {
  findVersions,
  findRisks,
  findWordings,
  findTrends,
  type GroupColumns,
  toConditions,
  toGroup,
} from "./error-rows.ts";

const trendSteps = 30;
const dayNs = 86_400_000_000_000n;
const mostBytes = 4_000_000;

const pageKey = definePageKey<GroupColumns>({
  cursorRank: by(wholeKey, ({ rank }) => rank),
  cursorFingerprint: by(textKey, ({ fingerprint }) => fingerprint),
});

export async function listErrors(
  params: ParamsOf<"GET /api/errors">,
  context: ApiContext,
): Promise<ErrorsResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const stepMs = chooseStepMs(range, trendSteps, 1);
  const conditions = {
    ...toConditions(params, range),
    search: params.search,
    newSince: params.new === undefined ? undefined : toSqlTime(range.fromNs),
  };
  const areNewKnown = params.new === undefined || (await isKnownBefore(range, context));
  const rows = !areNewKnown
    ? []
    : await run<GroupColumns>(context, "error-list", {
        ...conditions,
        byDecision: params.state !== undefined || params.assignee !== undefined,
        inState: params.state === "open" ? undefined : params.state,
        isOpen: params.state === "open",
        assignee: params.assignee,
        sort: params.sort,
        ...pageKey.read(params.cursor).params,
        limit: limit + 1,
      });
  const page = withinBytes(rows.slice(0, limit), mostBytes);
  const fingerprints = page.map((row) => row.fingerprint);
  const [releases, wordings, trends, risks, states] = await Promise.all([
    findVersions(fingerprints, conditions, context),
    findWordings(page, conditions, context),
    findTrends(fingerprints, { range, stepMs }, conditions, context),
    findRisks(fingerprints, range, conditions, context),
    findStates(page, context),
  ]);
  const groups = page.map((row) =>
    toGroup(row, {
      seen: releases.get(row.fingerprint),
      wording: wordings.get(row.fingerprint),
      trend: trends.get(row.fingerprint),
      risk: risks(row.fingerprint),
      state: states.get(row.fingerprint),
    }),
  );
  const items = withinBytes(groups, mostBytes);
  const last = page[items.length - 1];
  return {
    ...toResolved(range),
    stepMs,
    trendTimes: stepTimes(range, stepMs).map((time) => toIso(BigInt(time) * 1_000_000n)),
    items,
    total: Number(rows[0]?.total ?? 0),
    areNewKnown,
    nextCursor: rows.length > items.length && last !== undefined ? pageKey.after(last) : null,
  };
}

/** Whether the store knows at least a day before the range: without, everything would be new. */
async function isKnownBefore({ fromNs }: Range, context: ApiContext): Promise<boolean> {
  const first = await readFirstTelemetry(async (name, params) => run(context, name, params));
  return first !== undefined && BigInt(Math.floor(first)) * 1_000_000n <= fromNs - dayNs;
}
