// GET /api/services: rate, errors and durations of each service, from the roll-up by minute.
import type { ParamsOf, ServicesResult, ServiceSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { addCounts, type DurationCounts, quantileMs } from "./duration-histogram.ts";
import { groupBy } from "../filter/group-by.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
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

interface VersionRow {
  readonly name: string;
  readonly environment: string;
  readonly version: string;
  readonly firstNs: string;
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
  const [steps, versions] = await Promise.all([
    run<StepRow>(context, "services", { ...toRangeParams(covered), stepSeconds: stepMs / 1000 }),
    run<VersionRow>(context, "service-versions", toRangeParams(range)),
  ]);
  const inScope = <Row extends { readonly environment: string }>(rows: readonly Row[]): Row[] =>
    rows.filter((row) => params.environment === undefined || row.environment === params.environment);
  const rowsByName = groupBy(inScope(steps), (row) => row.name);
  const versionsByName = groupBy(inScope(versions), (row) => row.name);
  return {
    ...toResolved(range),
    stepMs,
    services: [...rowsByName].map(([name, rows]) =>
      summarise(name, rows, versionsByName.get(name) ?? [], { times, stepMs, covered }),
    ),
    environments: [...new Set(steps.map((row) => row.environment).filter((name) => name !== ""))].toSorted(),
  };
}

/** The steps of the range. */
interface Steps {
  /** When each begins, Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** From the first step to the end of the range. */
  readonly covered: Range;
}

function summarise(
  name: string,
  rows: readonly StepRow[],
  versions: readonly VersionRow[],
  { times, stepMs, covered }: Steps,
): ServiceSummary {
  const steps = times.map((): Step => ({ entries: 0, estimatedEntries: 0, errors: 0, durations: new Map() }));
  const total: Step = { entries: 0, estimatedEntries: 0, errors: 0, durations: new Map() };
  for (const row of rows) {
    const step = steps[Math.round((row.time * 1000 - (times[0] ?? 0)) / stepMs)];
    if (step !== undefined) addRow(step, row);
    addRow(total, row);
  }
  const endMs = Number(covered.toNs) / 1e6;
  const startMs = Number(covered.fromNs) / 1e6;
  return {
    name,
    environments: [
      ...new Set(rows.map((row) => row.environment).filter((environment) => environment !== "")),
    ].toSorted(),
    version: versions[0]?.version ?? "",
    versionSince: versions[0] === undefined ? "" : toIso(BigInt(versions[0].firstNs)),
    ratePerSecond: (total.entries * 1000) / (endMs - startMs),
    estimatedRatePerSecond: (total.estimatedEntries * 1000) / (endMs - startMs),
    errorRate: total.entries === 0 ? 0 : total.errors / total.entries,
    p95Ms: quantileMs(total.durations, 0.95),
    rates: steps.map(
      (step, at) => (step.entries * 1000) / Math.min(stepMs, Math.max(1000, endMs - (times[at] ?? 0))),
    ),
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
