// GET /api/bottlenecks and /api/bottlenecks/:fingerprint: what detectors found in traces.
import type { BottleneckResult, BottlenecksResult, ParamsOf } from "contract";
import { z } from "zod";
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import { wholeKey } from "../params/cursor.ts";
import { by, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { findBottlenecks, findExamplesOf, type RankedBottleneck } from "./bottleneck-rows.ts";

const pageKey = definePageKey<RankedBottleneck>({
  cursorRank: by(wholeKey, ({ rank }) => rank),
  cursorFingerprint: by(z.string().regex(/^[0-9a-f]{16}$/), ({ bottleneck }) => bottleneck.fingerprint),
});
const steps = 60;

export async function listBottlenecks(
  params: ParamsOf<"GET /api/bottlenecks">,
  context: ApiContext,
): Promise<BottlenecksResult> {
  const range = readRange(params, context, "-1d");
  const { limit, service, environment, kind, sort, new: onlyNew } = params;
  const found = await findBottlenecks(context, {
    ...toRangeParams(range),
    service,
    environment,
    bottleneck: kind,
    sort,
    onlyNew: onlyNew === "true",
    ...pageKey.read(params.cursor).params,
    limit: limit + 1,
  });
  const { page, nextCursor } = pageKey.page(found, limit);
  return {
    ...toResolved(range),
    items: page.map(({ bottleneck }) => bottleneck),
    nextCursor,
    total: found[0]?.total ?? 0,
  };
}

export async function getBottleneck(
  params: ParamsOf<"GET /api/bottlenecks/:fingerprint">,
  context: ApiContext,
): Promise<BottleneckResult> {
  const range = readRange(params, context, "-1d");
  const { fingerprint, environment } = params;
  const stepMs = chooseStepMs(range, steps, 1);
  const conditions = { ...toRangeParams(range), environment, fingerprint };
  const [found, examples, trend] = await Promise.all([
    findBottlenecks(context, { ...conditions, sort: "saved", limit: 1 }),
    findExamplesOf(context, conditions),
    findBottleneckTrend(params, range, stepMs, context),
  ]);
  if (found[0] === undefined) throw unknown(fingerprint);
  const { bottleneck, history } = found[0];
  return {
    ...toResolved(range),
    bottleneck,
    stepMs,
    buckets: trend,
    history,
    examples,
  };
}

/** Traces with a bottleneck, and the time it cost, in each step of the range. */
export async function findBottleneckTrend(
  { fingerprint, environment }: { readonly fingerprint: string; readonly environment?: string | undefined },
  range: Range,
  stepMs: number,
  context: ApiContext,
): Promise<BottleneckResult["buckets"]> {
  const rows = await run<{ timeMs: number; traces: number; savedMs: number }>(context, "bottleneck-trend", {
    ...toRangeParams(range),
    environment,
    fingerprint,
    stepMs,
  });
  const byTime = new Map(rows.map((one) => [one.timeMs, one]));
  return stepTimes(range, stepMs).map((time) => {
    const { traces = 0, savedMs = 0 } = byTime.get(time) ?? {};
    return { time: toIso(BigInt(time) * 1_000_000n), traces, savedMs };
  });
}

function unknown(fingerprint: string): ProblemError {
  const shown = fingerprint.slice(0, 100);
  return new ProblemError(
    "BOTTLENECK_UNKNOWN",
    `Cannot find the bottleneck \`${shown}\` in this time range.`,
    "Choose a longer time range, or list bottlenecks with `GET /api/bottlenecks`.",
  );
}
