// Families of Prometheus as OTLP metrics, by the compatibility specification of OpenTelemetry.
// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#prometheus-metric-points-to-otlp
import {
  type AnyValue,
  CUMULATIVE,
  type Metric,
  type MetricData,
  type HistogramPoint,
  type NumberPoint,
  type ResourceMetrics,
  type SummaryPoint,
} from "otlp";
import { type Parts, toHistogramPoint, toSummaryPoint } from "./distribution.ts";
import type { Family, FamilyType, PrometheusSample } from "./family.ts";
import { type NativeSeries, toNativeMetric } from "./native-histogram.ts";
import { createOrigins, type OriginOptions, type Origins } from "./origins.ts";
import { toExemplar, toPointTimes } from "./point.ts";
import { toOtelUnit } from "./unit.ts";

export interface Conversion extends OriginOptions {
  /** For samples without a time, in Unix ms. */
  readonly nowMs: number;
  /** Whether lines that do not make up a whole histogram or summary are kept as separate series; else they are dropped. */
  readonly keepParts: boolean;
  readonly native?: readonly NativeSeries[];
}

/** What became of the samples. */
export interface Converted {
  readonly request: readonly ResourceMetrics[];
  /** Points that could not be made, by reason. */
  readonly refused: ReadonlyMap<string, number>;
}

interface Work {
  readonly conversion: Conversion;
  readonly origins: Origins;
  readonly refused: Map<string, number>;
}

/** Turns `families` into one request. Never throws. */
export function toOtlp(families: readonly Family[], conversion: Conversion): Converted {
  const origins = createOrigins(families, conversion);
  const work: Work = { conversion, origins, refused: new Map() };
  for (const family of families) {
    if (family.name === "target" || family.name === "target_info" || family.name.startsWith("otel_scope")) {
      if (family.samples.every(({ name }) => name === "target_info" || name === "otel_scope_info")) continue;
    }
    if (family.type === "histogram" || family.type === "summary") addDistributions(family, family.type, work);
    else if (family.type === "gaugehistogram")
      refuse(work, "gauge histograms have no form in OTLP", family.samples.length);
    else for (const sample of family.samples) addNumber(family, sample, work);
  }
  for (const series of conversion.native ?? []) {
    const { own, attributes } = origins.ownerOf(series.labels);
    const made = toNativeMetric(series, attributes);
    if (typeof made === "string") refuse(work, made, series.histograms.length);
    else own.add(made);
  }
  return { request: origins.finish(), refused: work.refused };
}

function refuse({ refused }: Work, reason: string, points: number): void {
  if (points > 0) refused.set(reason, (refused.get(reason) ?? 0) + points);
}

/** Gauges, counters and what is kept like one of them. */
function addNumber(
  family: Family,
  sample: PrometheusSample,
  work: Work,
  type: FamilyType = family.type,
): void {
  if (type === "counter" && sample.name.endsWith("_created")) return;
  const { own, attributes } = work.origins.ownerOf(sample.labels);
  const timestampMs = sample.timestampMs ?? work.conversion.nowMs;
  const createdMs = type === "counter" ? createdOf(family, sample) : undefined;
  const point: NumberPoint = {
    ...toPointTimes(attributes, timestampMs, createdMs, sample.value === null),
    value: sample.value,
    exemplars: sample.exemplars.map((exemplar) => toExemplar(exemplar, timestampMs)),
  };
  own.add(toMetric(family, sample.name, type, toData(type, point)));
}

function toData(type: FamilyType, point: NumberPoint): MetricData {
  if (type === "counter") return { kind: "sum", temporality: CUMULATIVE, monotonic: true, points: [point] };
  if (type === "info" || type === "stateset")
    return { kind: "sum", temporality: CUMULATIVE, monotonic: false, points: [point] };
  return { kind: "gauge", points: [point] };
}

function toMetric(family: Family, name: string, type: FamilyType, data: MetricData): Metric {
  const metadata = new Map<string, AnyValue>([["prometheus.type", type]]);
  return { name, description: family.help, unit: toOtelUnit(family.unit), metadata, data };
}

/** When a counter began, where OpenMetrics' `_created` says so. */
function createdOf(family: Family, sample: PrometheusSample): number | undefined {
  const created = createdByLabels(family).get(keyOf(sample.labels));
  return created === undefined || created === null ? undefined : created * 1000;
}

const created = new WeakMap<Family, ReadonlyMap<string, number | null>>();

function createdByLabels(family: Family): ReadonlyMap<string, number | null> {
  let known = created.get(family);
  if (known === undefined) {
    const own = family.samples.filter(({ name }) => name === `${family.name.replace(/_total$/, "")}_created`);
    known = new Map(own.map(({ labels, value }) => [keyOf(labels), value]));
    created.set(family, known);
  }
  return known;
}

function addDistributions(family: Family, type: "histogram" | "summary", work: Work): void {
  for (const [parts, samples] of groupParts(family, type, work.conversion.nowMs)) {
    const { own, attributes } = work.origins.ownerOf(parts.attributes);
    const point = (type === "histogram" ? toHistogramPoint : toSummaryPoint)({ ...parts, attributes });
    if (typeof point !== "string") own.add(toMetric(family, family.name, type, toDistribution(type, point)));
    else if (work.conversion.keepParts)
      for (const sample of samples) addNumber(family, sample, work, partType(sample));
    else refuse(work, `a ${type} is not whole: ${point}`, 1);
  }
}

function toDistribution(type: "histogram" | "summary", point: HistogramPoint | SummaryPoint): MetricData {
  return type === "histogram"
    ? { kind: type, temporality: CUMULATIVE, points: [point as HistogramPoint] }
    : { kind: type, points: [point as SummaryPoint] };
}

/** Buckets, counts and sums only grow; quantiles do not. */
function partType({ name, labels }: PrometheusSample): FamilyType {
  if (labels.has("quantile")) return "gauge";
  return name.endsWith("_created") ? "gauge" : "counter";
}

function groupParts(
  family: Family,
  type: "histogram" | "summary",
  nowMs: number,
): Map<Parts, PrometheusSample[]> {
  const byKey = new Map<string, { parts: Parts; samples: PrometheusSample[] }>();
  const label = type === "histogram" ? "le" : "quantile";
  for (const sample of family.samples) {
    const attributes = sample.labels.has(label)
      ? new Map([...sample.labels].filter(([name]) => name !== label))
      : sample.labels;
    const timestampMs = sample.timestampMs ?? nowMs;
    const key = `${timestampMs} ${keyOf(attributes)}`;
    let group = byKey.get(key);
    if (group === undefined) {
      const parts: Parts = {
        attributes,
        timestampMs,
        buckets: [],
        quantiles: [],
        count: undefined,
        sum: undefined,
        createdMs: undefined,
      };
      group = { parts, samples: [] };
      byKey.set(key, group);
    }
    group.samples.push(sample);
    const { parts } = group;
    if (sample.name.endsWith("_bucket") && sample.labels.has("le")) parts.buckets.push(sample);
    else if (sample.labels.has("quantile")) parts.quantiles.push(sample);
    else if (sample.name.endsWith("_count")) parts.count = sample.value;
    else if (sample.name.endsWith("_sum")) parts.sum = sample.value;
    else if (sample.name.endsWith("_created") && sample.value !== null) parts.createdMs = sample.value * 1000;
  }
  return new Map([...byKey.values()].map(({ parts, samples }) => [parts, samples]));
}

function keyOf(labels: ReadonlyMap<string, string>): string {
  return JSON.stringify([...labels].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
