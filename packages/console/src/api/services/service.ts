// GET /api/services/{name}: one service over time, and its operations, from the roll-ups.
import type { ParamsOf, ServiceDetail } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type DurationCounts, quantilesMs } from "./duration-histogram.ts";
import { errorShare } from "./error-share.ts";
import { badParameter, readRange } from "../params/params.ts";
import { runningVersions, type VersionRow } from "./running-versions.ts";
import { ratesOf } from "./rates.ts";
import { findBeginnings, type FirstRow, inService, ratesFrom } from "./service-beginnings.ts";
import { listByVersion, withSince } from "./service-by-version.ts";
import { listOperations } from "./service-operations.ts";
import { splitBefore, sumPeriod, toPeriod } from "./service-period.ts";
import {
  chooseStepMs,
  inWholeMinutes,
  previousWholeMinutes,
  type Range,
  stepTimes,
  toRangeParams,
  toResolved,
} from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";

const maxSteps = 2_000;
/** Versions of which it is known since when there are spans. */
const mostKnown = 2_000;

interface StepRow extends FirstRow {
  /** Unix seconds; 0: the period before. */
  readonly time: number;
  readonly entries: string;
  readonly estimatedEntries: number;
  readonly errors: string;
  readonly estimatedErrors: number;
  readonly durations: DurationCounts;
}

export async function getService(
  params: ParamsOf<"GET /api/services/:name">,
  context: ApiContext,
): Promise<ServiceDetail> {
  const { covered, ...plan } = planSteps(params, context);
  const before = previousWholeMinutes(covered);
  const scope = { service: params.name, environment: params.environment };
  const query = { ...toRangeParams(covered), ...scope };
  const [[rows, earlier], operations, versions, byVersion] = await Promise.all([
    readSteps(params, { covered, ...plan, sinceNs: before.fromNs }, context),
    listOperations({ covered, before, scope }, context),
    run<VersionRow>(context, "service-versions", { ...query, each: mostKnown }),
    listByVersion(covered, scope, context),
  ]);
  const looked = { ...scope, covered, sinceNs: before.fromNs };
  const beginning = await findBeginning([...rows, ...earlier], looked, context);
  const served = inService(covered, beginning);
  return {
    ...toResolved(covered),
    name: params.name,
    ratesFrom: ratesFrom(covered, beginning),
    ...toFigures(rows, { covered: served, ...plan }),
    current: sumPeriod(rows, served),
    previous: toPeriod(earlier, inService(before, beginning)),
    ...runningVersions(versions),
    byVersion: withSince(byVersion.rows, versions),
    truncatedByVersion: byVersion.truncated,
    ...operations,
  };
}

/** Its figures over time, and nothing else. */
export async function readServiceSteps(
  params: ParamsOf<"GET /api/services/:name">,
  context: ApiContext,
): Promise<ServiceSteps> {
  const plan = planSteps(params, context);
  const sinceNs = plan.covered.fromNs;
  const [rows] = await readSteps(params, { ...plan, sinceNs }, context);
  const { name: service, environment } = params;
  const looked = { service, environment, covered: plan.covered, sinceNs };
  const beginning = await findBeginning(rows, looked, context);
  return toFigures(rows, { ...plan, covered: inService(plan.covered, beginning) });
}

async function findBeginning(
  rows: readonly StepRow[],
  looked: Parameters<typeof findBeginnings>[1] & { readonly service: string },
  context: ApiContext,
): Promise<bigint | undefined> {
  const named = rows.map(({ first }) => ({ name: looked.service, first }));
  return (await findBeginnings(named, looked, context))(looked.service);
}

type ServiceSteps = Pick<
  ServiceDetail,
  "stepMs" | "times" | "rates" | "estimatedRates" | "errorRates" | "p50sMs" | "p95sMs" | "p99sMs"
>;

interface Plan {
  readonly covered: Range;
  readonly stepMs: number;
  readonly times: readonly number[];
}

function planSteps(params: ParamsOf<"GET /api/services/:name">, context: ApiContext): Plan {
  const range = readRange(params, context);
  // The roll-up has whole minutes.
  const stepMs = Math.ceil((params.stepMs ?? chooseStepMs(range, 120, 60_000)) / 60_000) * 60_000;
  const times = stepTimes(range, stepMs);
  if (times.length > maxSteps)
    throw badParameter(
      "stepMs",
      params.stepMs,
      `at most ${maxSteps} steps in the range`,
      "Pass a wider step, or leave it out.",
    );
  return { covered: inWholeMinutes(range, context.nowMs()), stepMs, times };
}

/** Rows of the steps, and of the period from `sinceNs` to the first one. */
async function readSteps(
  { name: service, environment }: ParamsOf<"GET /api/services/:name">,
  { covered, stepMs, sinceNs }: Plan & { readonly sinceNs: bigint },
  context: ApiContext,
): Promise<ReturnType<typeof splitBefore<StepRow>>> {
  const query = { ...toRangeParams(covered), since: toSqlTime(sinceNs), service, environment };
  return splitBefore(await run<StepRow>(context, "service-red", { ...query, stepSeconds: stepMs / 1000 }));
}

function toFigures(rows: readonly StepRow[], plan: Plan): ServiceSteps {
  const { stepMs, times } = plan;
  const byTime = new Map(rows.map((row) => [row.time * 1000, row]));
  const steps = times.map((time) => byTime.get(time));
  const quantiles = steps.map((row) => quantilesMs(row?.durations ?? {}, 0.5, 0.95, 0.99));
  const rates = (counts: readonly number[]): number[] => ratesOf(counts, plan);
  return {
    stepMs,
    times,
    rates: rates(steps.map((row) => Number(row?.entries ?? 0))),
    estimatedRates: rates(steps.map((row) => row?.estimatedEntries ?? 0)),
    errorRates: steps.map((row) =>
      row === undefined || Number(row.entries) === 0
        ? null
        : errorShare(row.estimatedErrors, row.estimatedEntries),
    ),
    p50sMs: quantiles.map(([p50]) => p50 ?? null),
    p95sMs: quantiles.map(([, p95]) => p95 ?? null),
    p99sMs: quantiles.map(([, , p99]) => p99 ?? null),
  };
}
