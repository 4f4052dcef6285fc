// GET /api/services/{name}: one service over time, and its operations, from the roll-ups.
import type { ParamsOf, ServiceDetail, SpanKind } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type DurationCounts, quantilesMs } from "./duration-histogram.ts";
import { badParameter, readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toRangeParams, toResolved } from "../time/range.ts";

const maxSteps = 2_000;
const kinds: readonly SpanKind[] = ["unspecified", "internal", "server", "client", "producer", "consumer"];

interface StepRow {
  /** Unix seconds. */
  readonly time: number;
  readonly entries: string;
  readonly estimatedEntries: number;
  readonly errors: string;
  readonly durations: DurationCounts;
}

interface OperationRow {
  readonly operation: string;
  readonly kind: number;
  readonly entry: boolean;
  readonly spans: string;
  readonly estimated: number;
  readonly errors: string;
  readonly totalMs: number;
  readonly durations: DurationCounts;
}

export async function getService(
  params: ParamsOf<"GET /api/services/:name">,
  context: ApiContext,
): Promise<ServiceDetail> {
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
  const covered: Range = { fromNs: BigInt(times[0] ?? 0) * 1_000_000n, toNs: range.toNs };
  const query = { ...toRangeParams(covered), service: params.name, environment: params.environment };
  const [rows, operations] = await Promise.all([
    run<StepRow>(context, "service-red", { ...query, stepSeconds: stepMs / 1000 }),
    run<OperationRow>(context, "service-operations", query),
  ]);
  const byTime = new Map(rows.map((row) => [row.time * 1000, row]));
  const steps = times.map((time) => byTime.get(time));
  const quantiles = steps.map((row) => quantilesMs(row?.durations ?? {}, 0.5, 0.95, 0.99));
  const endMs = Number(covered.toNs / 1_000_000n);
  const perSecond = (count: number, at: number): number =>
    (count * 1000) / Math.min(stepMs, Math.max(1000, endMs - times[at]!));
  return {
    ...toResolved(covered),
    name: params.name,
    stepMs,
    times,
    rates: steps.map((row, at) => perSecond(Number(row?.entries ?? 0), at)),
    estimatedRates: steps.map((row, at) => perSecond(row?.estimatedEntries ?? 0, at)),
    errorRates: steps.map((row) =>
      row === undefined || Number(row.entries) === 0 ? null : Number(row.errors) / Number(row.entries),
    ),
    p50sMs: quantiles.map(([p50]) => p50 ?? null),
    p95sMs: quantiles.map(([, p95]) => p95 ?? null),
    p99sMs: quantiles.map(([, , p99]) => p99 ?? null),
    operations: operations.map((row) => {
      const [p50Ms = null, p95Ms = null] = quantilesMs(row.durations, 0.5, 0.95);
      return {
        name: row.operation,
        kind: kinds[row.kind] ?? "unspecified",
        entry: row.entry,
        spans: Number(row.spans),
        estimatedSpans: row.estimated,
        errors: Number(row.errors),
        totalMs: row.totalMs,
        p50Ms,
        p95Ms,
      };
    }),
  };
}
