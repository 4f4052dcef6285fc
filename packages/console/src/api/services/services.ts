// GET /api/services: rate, errors and durations of each service, from the roll-up by minute.
import type { ParamsOf, ServicesResult, ServiceSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { addCounts, type DurationCounts, quantileMs } from "./duration-histogram.ts";
import { groupBy } from "../filter/group-by.ts";
import { doctorService } from "../received/doctor-service.ts";
import { readRange } from "../params/params.ts";
import { runningVersions, type VersionRow } from "./running-versions.ts";
import { ratesOf } from "./rates.ts";
import { type EntryRow, sumPeriod, toPeriod } from "./service-period.ts";
import {
  chooseStepMs,
  previousRange,
  type Range,
  stepTimes,
  toRangeParams,
  toResolved,
} from "../time/range.ts";
import { toIso } from "../time/time.ts";

interface StepRow {
  readonly name: string;
  readonly environment: string;
  /** Unix seconds. */
  readonly time: number;
  readonly spans: number | string;
  readonly entries: number | string;
  readonly estimatedEntries: number;
  readonly errors: number | string;
  readonly durations: DurationCounts;
}

interface Step {
  entries: number;
  estimatedEntries: number;
  errors: number;
  readonly durations: Map<number, number>;
}

export async function listServices(
  params: ParamsOf<"GET /api/services">,
  context: ApiContext,
): Promise<ServicesResult> {
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, 60, 60_000);
  const times = stepTimes(range, stepMs);
  const covered: Range = { fromNs: BigInt(times[0] ?? 0) * 1_000_000n, toNs: range.toNs };
  const before = previousRange(covered);
  const [steps, versions, earlier] = await Promise.all([
    run<StepRow>(context, "services", {
      ...toRangeParams(covered),
      stepSeconds: stepMs / 1000,
      doctor: doctorService,
    }),
    run<VersionRow>(context, "service-versions", toRangeParams(range)),
    run<PreviousRow>(context, "service-figures", toRangeParams(before)),
  ]);
  const inScope = <Row extends { readonly environment: string }>(rows: readonly Row[]): Row[] =>
    rows.filter((row) => params.environment === undefined || row.environment === params.environment);
  const rowsByName = groupBy(inScope(steps), (row) => row.name);
  const versionsByName = groupBy(inScope(versions), (row) => row.name);
  const earlierByName = groupBy(inScope(earlier), (row) => row.name);
  return {
    ...toResolved(range),
    stepMs,
    services: [...rowsByName].map(([name, rows]) =>
      summarise(
        { name, rows, versions: versionsByName.get(name) ?? [], earlier: earlierByName.get(name) ?? [] },
        { times, stepMs, covered, before },
      ),
    ),
    environments: [...new Set(steps.map((row) => row.environment).filter((name) => name !== ""))].toSorted(),
  };
}

interface PreviousRow extends EntryRow {
  readonly name: string;
  readonly environment: string;
}

/** What the store has of one service. */
interface ServiceRows {
  readonly name: string;
  readonly rows: readonly StepRow[];
  readonly versions: readonly VersionRow[];
  /** Of the same length of time before. */
  readonly earlier: readonly PreviousRow[];
}

/** The steps of the range. */
interface Steps {
  /** When each begins, Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** From the first step to the end of the range. */
  readonly covered: Range;
  readonly before: Range;
}

function summarise(
  { name, rows, versions, earlier }: ServiceRows,
  { times, stepMs, covered, before }: Steps,
): ServiceSummary {
  const steps = times.map((): Step => ({ entries: 0, estimatedEntries: 0, errors: 0, durations: new Map() }));
  for (const row of rows) {
    const step = steps[Math.round((row.time * 1000 - (times[0] ?? 0)) / stepMs)];
    if (step !== undefined) addRow(step, row);
  }
  const endMs = Number(covered.toNs) / 1e6;
  const toRates = (counts: readonly number[]): number[] => ratesOf(counts, times, stepMs, endMs);
  return {
    name,
    environments: [
      ...new Set(rows.map((row) => row.environment).filter((environment) => environment !== "")),
    ].toSorted(),
    version: versions[0]?.version ?? "",
    versionSince: versions[0] === undefined ? "" : toIso(BigInt(versions[0].firstNs)),
    versions: runningVersions(versions, covered.toNs),
    ...sumPeriod(rows, covered),
    previous: toPeriod(earlier, before),
    rates: toRates(steps.map(({ entries }) => entries)),
    estimatedRates: toRates(steps.map(({ estimatedEntries }) => estimatedEntries)),
    errorRates: steps.map((step) => (step.entries === 0 ? null : step.errors / step.entries)),
    p95sMs: steps.map((step) => quantileMs(step.durations, 0.95)),
    spans: rows.reduce((sum, row) => sum + Number(row.spans), 0),
  };
}

function addRow(step: Step, row: StepRow): void {
  step.entries += Number(row.entries);
  step.estimatedEntries += row.estimatedEntries;
  step.errors += Number(row.errors);
  addCounts(step.durations, row.durations);
}
