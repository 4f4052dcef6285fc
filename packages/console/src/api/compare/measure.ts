// What one side measured: queries, and their rows as the comparison takes them.
import { maxComparedErrors, maxComparedMetrics, maxComparedOperations } from "contract";
import { doctorService } from "../received/doctor-service.ts";
import type { Measured, MeasuredMetric, MeasuredSpans } from "../../compare/compare.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { parseFilters } from "../filter/filter.ts";
import { logFields, spanFields, toFilterParams } from "../filter/filter-params.ts";
import { addCounts, type DurationCounts, quantileMs } from "../services/duration-histogram.ts";
import { toRangeParams } from "../time/range.ts";
import type { Side } from "./sides.ts";

/** Into so many pieces the time is cut, so that a metric has values to compare. */
const pieces = 20;
/** Fewer, where the values of a metric are so far apart that a piece would have less than two of them; but not fewer than these. */
const fewestPieces = 5;
/** In longer pieces each metric has two values: exporters send every ten minutes at least. */
const surePieceMs = 1_200_000;

interface OperationRow {
  readonly serviceName: string;
  readonly operation: string;
  readonly entry: boolean | number;
  readonly spans: string;
  /** Before sampling, as `estimatedErrors`. */
  readonly estimated: number;
  readonly estimatedErrors: number;
  readonly durations: DurationCounts;
}

/** Operations, and services as the sums of their entry spans. */
export async function measureSpans(
  side: Side,
  context: ApiContext,
): Promise<Pick<Measured, "spans" | "spansAreCut">> {
  const rows = await run<OperationRow>(context, ...(await spansQuery(side, context)));
  const services = groupRows(
    rows.filter(({ entry }) => Boolean(entry)),
    ({ serviceName }) => serviceName,
  );
  const operations = groupRows(rows, ({ serviceName, operation }) => `${serviceName}\n${operation}`);
  const spans = [
    ...services.map((of) => toMeasured("service", of[0]!.serviceName, of)),
    ...operations.map((of) => toMeasured("operation", of[0]!.operation, of)),
  ];
  return { spans, spansAreCut: rows.length >= maxComparedOperations };
}

async function spansQuery(
  side: Side,
  context: ApiContext,
): Promise<readonly ["compare-operations" | "compare-spans", QueryParams]> {
  const { environment, service, attribute } = side;
  if (attribute === undefined)
    return [
      "compare-operations",
      {
        ...toRangeParams(side.minutes),
        environment,
        service,
        doctor: doctorService,
        limit: maxComparedOperations,
      },
    ];
  const filter = await toFilterParams(conditionsOf(side), spanFields, context);
  return [
    "compare-spans",
    { ...toRangeParams(side.range), ...filter, environment, limit: maxComparedOperations },
  ];
}

/** The seconds in which the spans of a side were counted. */
export function secondsOf({ range, minutes, attribute }: Side): number {
  const { fromNs, toNs } = attribute === undefined ? minutes : range;
  return Number((toNs - fromNs) / 1_000_000n) / 1000;
}

function conditionsOf({ service, attribute }: Side): ReturnType<typeof parseFilters> {
  return parseFilters([
    ...(attribute === undefined ? [] : [`${attribute.key}=${attribute.value}`]),
    ...(service === undefined ? [] : [`service.name=${service}`]),
  ]);
}

function groupRows(
  rows: readonly OperationRow[],
  keyOf: (row: OperationRow) => string,
): readonly (readonly OperationRow[])[] {
  const groups = new Map<string, OperationRow[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

function toMeasured(kind: MeasuredSpans["kind"], name: string, rows: readonly OperationRow[]): MeasuredSpans {
  const durations = new Map<number, number>();
  for (const row of rows) addCounts(durations, row.durations);
  return {
    kind,
    name,
    service: rows[0]!.serviceName,
    count: sumOf(rows, "spans"),
    estimated: sumOf(rows, "estimated"),
    estimatedErrors: sumOf(rows, "estimatedErrors"),
    p95Ms: quantileMs(durations, 0.95),
  };
}

function sumOf(rows: readonly OperationRow[], key: "spans" | "estimated" | "estimatedErrors"): number {
  return rows.reduce((sum, row) => sum + Number(row[key]), 0);
}

interface ErrorRow {
  readonly fingerprint: string;
  readonly type: string;
  readonly message: string;
  readonly serviceName: string;
  readonly records: string;
}

export async function measureErrors(
  side: Side,
  context: ApiContext,
): Promise<Pick<Measured, "errors" | "errorsAreCut">> {
  const { environment, service, attribute } = side;
  const range = { ...toRangeParams(side.range), limit: maxComparedErrors };
  const rows =
    attribute === undefined
      ? await run<ErrorRow>(context, "compare-errors", { ...range, environment, service })
      : await run<ErrorRow>(context, "compare-error-records", {
          ...range,
          ...(await toFilterParams(conditionsOf(side), logFields, context)),
          environment,
        });
  const errors = rows.map(({ serviceName, records, ...row }) => ({
    ...row,
    service: serviceName,
    count: Number(records),
  }));
  return { errors, errorsAreCut: rows.length >= maxComparedErrors };
}

interface MetricRow {
  readonly metric: string;
  readonly metricUnit: string;
  readonly metricType: MeasuredMetric["type"];
  readonly pieces: readonly number[];
}

export async function measureMetrics(
  side: Side,
  context: ApiContext,
): Promise<Pick<Measured, "metrics" | "metricsAreCut">> {
  const { range, environment, service, attribute } = side;
  const fromMs = range.fromNs / 1_000_000n;
  // Every point has a time before the end, in whole milliseconds, too.
  const lengthMs = Number((range.toNs + 999_999n) / 1_000_000n - fromMs);
  const pieceMs = Math.max(1, Math.ceil(lengthMs / pieces));
  const rows = await run<MetricRow>(context, "compare-metrics", {
    ...toRangeParams(range),
    fromMs: String(fromMs),
    lengthMs,
    pieceMs,
    ...(pieceMs < surePieceMs && { mostMs: Math.floor(lengthMs / fewestPieces) }),
    limit: maxComparedMetrics,
    environment,
    service,
    doctor: doctorService,
    by: attribute?.key,
    ...(attribute !== undefined && { value: attribute.value }),
  });
  const metrics = rows.map(({ metric, metricUnit, metricType, pieces: values }) => ({
    name: metric,
    unit: metricUnit,
    type: metricType,
    values,
  }));
  return { metrics, metricsAreCut: rows.length >= maxComparedMetrics };
}
