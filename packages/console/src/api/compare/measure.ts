// What one side measured: queries, and their rows as the comparison takes them.
import { maxComparedErrors, maxComparedOperations } from "contract";
import { doctorService } from "../received/doctor-service.ts";
import type { Measured, MeasuredFunnel, MeasuredMetric, MeasuredSpans } from "../../compare/compare.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { parseFilters } from "../filter/filter.ts";
import { logFields, spanFields, toFilterParams } from "../filter/filter-params.ts";
import { findFunnels } from "../funnels/funnel-definitions.ts";
import { getFunnelGroups } from "../funnels/funnel-groups.ts";
import { countLevels } from "../funnels/funnel-levels.ts";
import { toFunnelParams } from "../funnels/funnel-params.ts";
import { usualRules } from "../funnels/funnel-rules.ts";
import { reachedByStep } from "../funnels/funnel-summary.ts";
import { addCounts, type DurationCounts, quantileMs } from "../services/duration-histogram.ts";
import { toRangeParams, toResolved } from "../time/range.ts";
import type { Side } from "./sides.ts";

/** Into so many pieces the time is cut, so that a metric has values to compare. */
const pieces = 20;
/** Funnels that are compared, by name; of an attribute's value they are counted one by one. */
const mostCounted = 500;
const mostFunnels = 10;
const wholeDay = 86_400_000;

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

/** Of an attribute's value, people whose latest first step has it. */
export async function measureFunnels(side: Side, context: ApiContext): Promise<Pick<Measured, "funnels">> {
  const { range, environment, attribute } = side;
  const funnels = (await findFunnels(undefined, range, context)).filter(({ steps }) => steps.length > 0);
  const rules = { ...usualRules, windowMs: wholeDay };
  if (attribute === undefined) {
    const counted = funnels.slice(0, mostCounted);
    if (counted.length === 0) return { funnels: [] };
    const levels = await countLevels(toFunnelParams(counted, range, environment, rules), context);
    return {
      funnels: counted.map(({ name, steps }) =>
        toFunnel(name, reachedByStep(levels.get(name) ?? [], steps.length)),
      ),
    };
  }
  const inOrder = { order: rules.order, windowMs: wholeDay, steps: [], exclude: [] };
  const params = { ...toResolved(range), ...inOrder, environment };
  const measured: MeasuredFunnel[] = [];
  for (const { name } of funnels.slice(0, mostFunnels)) {
    const { groups } = await getFunnelGroups({ ...params, name, by: attribute.key }, context);
    measured.push(toFunnel(name, groups.find(({ value }) => value === attribute.value)?.people ?? []));
  }
  return { funnels: measured };
}

function toFunnel(name: string, people: readonly number[]): MeasuredFunnel {
  return { name, entered: people[0] ?? 0, converted: people.at(-1) ?? 0 };
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

export async function measureMetrics(side: Side, context: ApiContext): Promise<Pick<Measured, "metrics">> {
  const { range, environment, service, attribute } = side;
  const lengthMs = Number((range.toNs - range.fromNs) / 1_000_000n);
  const rows = await run<MetricRow>(context, "compare-metrics", {
    ...toRangeParams(range),
    fromMs: String(range.fromNs / 1_000_000n),
    pieceMs: Math.max(1, Math.ceil(lengthMs / pieces)),
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
  return { metrics };
}
