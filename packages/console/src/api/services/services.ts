// GET /api/services: rate, errors and durations of each service, from the roll-up by minute.
import type { ParamsOf, ServicesResult, ServiceSummary } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { addCounts, type DurationCounts, quantileMs } from "./duration-histogram.ts";
import { errorShare } from "./error-share.ts";
import { groupBy } from "../../lists/group-by.ts";
import { limitList } from "../limits/limit-list.ts";
import { doctorService } from "../received/doctor-service.ts";
import { readRange } from "../params/params.ts";
import { mostVersions, newestVersion, runningVersions, type VersionRow } from "./running-versions.ts";
import { ratesOf } from "./rates.ts";
import {
  type BeginningOf,
  findBeginnings,
  type FirstRow,
  inService,
  ratesFrom,
} from "./service-beginnings.ts";
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
import { toIso, toSqlTime } from "../time/time.ts";

interface StepRow extends FirstRow {
  readonly name: string;
  readonly environments: readonly string[];
  /** Unix seconds; 0: the period before. */
  readonly time: number;
  readonly spans: number | string;
  readonly entries: number | string;
  readonly estimatedEntries: number;
  readonly errors: number | string;
  /** Before sampling. */
  readonly estimatedErrors: number;
  readonly durations: DurationCounts;
}

interface Step {
  entries: number;
  estimatedEntries: number;
  estimatedErrors: number;
  readonly durations: Map<number, number>;
}

export async function listServices(
  params: ParamsOf<"GET /api/services">,
  context: ApiContext,
): Promise<ServicesResult> {
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, 60, 60_000);
  const times = stepTimes(range, stepMs);
  const covered = inWholeMinutes(range, context.nowMs());
  const before = previousWholeMinutes(covered);
  const { environment } = params;
  const query = { ...toRangeParams(covered), environment, doctor: doctorService };
  const [found, versions] = await Promise.all([
    run<StepRow>(context, "services", {
      ...query,
      since: toSqlTime(before.fromNs),
      stepSeconds: stepMs / 1000,
      services: mostServices,
    }),
    run<VersionRow>(context, "service-versions", {
      ...toRangeParams(range),
      environment,
      each: mostVersions,
    }),
  ]);
  const looked = { covered, sinceNs: before.fromNs, environment };
  const beginningOf = await findBeginnings(found, looked, context);
  const [steps, earlier] = splitBefore(found);
  const rowsByName = groupBy(steps, (row) => row.name);
  const versionsByName = groupBy(versions, (row) => row.name);
  const earlierByName = groupBy(earlier, (row) => row.name);
  const services = [...rowsByName].map(([name, rows]) =>
    summarise(
      { name, rows, versions: versionsByName.get(name) ?? [], earlier: earlierByName.get(name) ?? [] },
      { times, stepMs, covered, before, beginningOf },
    ),
  );
  // over a limit of bytes those with most spans stay, and the order is that of names again
  const listed = limitList(
    services.length < mostServices ? services : services.toSorted((a, b) => b.spans - a.spans),
    {
      bytes: 5_000_000,
      total: services.length < mostServices ? services.length : await countServices(query, context),
    },
  );
  // all services of all environments were read: no query of its own
  const isWhole = environment === undefined && listed.truncated === 0 && steps.every(hasFew);
  const environments = isWhole
    ? [...new Set(steps.flatMap((row) => row.environments))].filter((name) => name !== "")
    : await findEnvironments(query, context);
  return {
    ...toResolved(covered),
    stepMs,
    services: listed.items.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    truncated: listed.truncated,
    environments: environments.slice(0, mostEnvironments).toSorted(),
    hasMoreEnvironments: environments.length > mostEnvironments,
  };
}

const mostServices = 500;
const mostEnvironments = 500;

/** Whether the row has all environments of its step: the query lists 50. */
const hasFew = ({ environments }: StepRow): boolean => environments.length < 50;

async function findEnvironments(query: QueryParams, context: ApiContext): Promise<readonly string[]> {
  const limit = mostEnvironments + 1;
  const rows = await run<{ name: string }>(context, "service-environments", { ...query, limit });
  return rows.map(({ name }) => name);
}

async function countServices(query: QueryParams, context: ApiContext): Promise<number> {
  const [row] = await run<{ services: string }>(context, "service-count", query);
  return Number(row?.services ?? 0);
}

/** What the store has of one service. */
interface ServiceRows {
  readonly name: string;
  readonly rows: readonly StepRow[];
  readonly versions: readonly VersionRow[];
  /** Of the same length of time before. */
  readonly earlier: readonly StepRow[];
}

/** The steps of the range. */
interface Steps {
  /** When each begins, Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** In whole minutes. */
  readonly covered: Range;
  readonly before: Range;
  readonly beginningOf: BeginningOf;
}

function summarise(
  { name, rows, versions, earlier }: ServiceRows,
  { times, stepMs, covered, before, beginningOf }: Steps,
): ServiceSummary {
  const steps = times.map((): Step => ({
    entries: 0,
    estimatedEntries: 0,
    estimatedErrors: 0,
    durations: new Map(),
  }));
  for (const row of rows) {
    const step = steps[Math.round((row.time * 1000 - (times[0] ?? 0)) / stepMs)];
    if (step !== undefined) addRow(step, row);
  }
  const newest = newestVersion(versions);
  const beginning = beginningOf(name);
  const served = inService(covered, beginning);
  const toRates = (counts: readonly number[]): number[] =>
    ratesOf(counts, { times, stepMs, covered: served });
  return {
    name,
    environments: [
      ...new Set(rows.flatMap((row) => row.environments).filter((environment) => environment !== "")),
    ].toSorted(),
    version: newest?.version ?? "",
    versionSince: newest === undefined ? "" : toIso(BigInt(newest.firstNs)),
    ...runningVersions(versions),
    ...sumPeriod(rows, served),
    ratesFrom: ratesFrom(covered, beginning),
    previous: toPeriod(earlier, inService(before, beginning)),
    rates: toRates(steps.map(({ entries }) => entries)),
    estimatedRates: toRates(steps.map(({ estimatedEntries }) => estimatedEntries)),
    errorRates: steps.map((step) =>
      step.entries === 0 ? null : errorShare(step.estimatedErrors, step.estimatedEntries),
    ),
    p95sMs: steps.map((step) => quantileMs(step.durations, 0.95)),
    spans: rows.reduce((sum, row) => sum + Number(row.spans), 0),
  };
}

function addRow(step: Step, row: StepRow): void {
  step.entries += Number(row.entries);
  step.estimatedEntries += row.estimatedEntries;
  step.estimatedErrors += row.estimatedErrors;
  addCounts(step.durations, row.durations);
}
