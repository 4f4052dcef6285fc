// What one side measured: queries, and their rows as the comparison takes them.
import { leastPieces } from "catalog/measures";
import { maxComparedErrors, maxComparedMetrics, maxComparedOperations } from "contract";
import { doctorService } from "../received/doctor-service.ts";
import type { Measured, MeasuredMetric, MeasuredSpans } from "../../compare/measured.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { parseFilters } from "../filter/filter.ts";
import { logFields, spanFields, toFilterParams } from "../filter/filter-params.ts";
import { groupBy } from "../../lists/group-by.ts";
import { addCounts, type DurationCounts, quantileMs } from "../services/duration-histogram.ts";
import { toRangeParams } from "../time/range.ts";
import type { Side } from "./sides.ts";

/** Into so many pieces the time is cut, so that a metric has values to compare. */
const pieces = 20;
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
  /** Of values of an attribute: when its first and its last span began, Unix ms. */
  readonly firstMs?: string;
  readonly lastMs?: string;
  readonly durations: DurationCounts;
}

/** Operations, and services as the sums of their entry spans. */
export async function measureSpans(
  side: Side,
  context: ApiContext,
): Promise<Pick<Measured, "spans" | "spansAreCut" | "inService">> {
  const rows = await run<OperationRow>(context, ...(await spansQuery(side, context)));
  const services = groupBy(
    rows.filter(({ entry }) => Boolean(entry)),
    ({ serviceName }) => serviceName,
  );
  const operations = groupBy(rows, ({ serviceName, operation }) => `${serviceName}\n${operation}`);
  const spans = [
    ...[...services.values()].map((of) => toMeasured("service", of[0]!.serviceName, of)),
    ...[...operations.values()].map((of) => toMeasured("operation", of[0]!.operation, of)),
  ];
  return {
    spans,
    spansAreCut: rows.length >= maxComparedOperations,
    ...(side.attribute !== undefined && { inService: secondsInService(rows) }),
  };
}

/** How long each service sent spans. */
function secondsInService(rows: readonly OperationRow[]): ReadonlyMap<string, number> {
  return new Map(
    [...groupBy(rows, ({ serviceName }) => serviceName)].map(([service, own]) => {
      const first = Math.min(...own.map(({ firstMs }) => Number(firstMs)));
      const last = Math.max(...own.map(({ lastMs }) => Number(lastMs)));
      return [service, (last - first) / 1000];
    }),
  );
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
  /** Before sampling. */
  readonly count: string | number;
  readonly stored: string;
}

/** The table of errors has the version of each; other attributes are those of log records. */
const versionKey = "service.version";

export async function measureErrors(
  side: Side,
  context: ApiContext,
): Promise<Pick<Measured, "errors" | "errorsAreCut">> {
  const { environment, service, attribute } = side;
  const range = { ...toRangeParams(side.range), limit: maxComparedErrors };
  const rows =
    attribute === undefined || attribute.key === versionKey
      ? await run<ErrorRow>(context, "compare-errors", {
          ...range,
          environment,
          service,
          version: attribute?.value,
        })
      : await run<ErrorRow>(context, "compare-error-records", {
          ...range,
          ...(await toFilterParams(conditionsOf(side), logFields, context)),
          environment,
        });
  const errors = rows.map(({ serviceName, count, stored, ...row }) => ({
    ...row,
    service: serviceName,
    count: Number(stored),
    estimated: Number(count),
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
    ...(pieceMs < surePieceMs && { mostMs: Math.floor(lengthMs / leastPieces) }),
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
