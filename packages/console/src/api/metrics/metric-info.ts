// The description of a metric, from a row over its series.
import type { MetricInfo, MetricType } from "contract";
import { toIso } from "../time/time.ts";

export interface MetricInfoRow {
  readonly metric: string;
  readonly metricType: MetricType;
  readonly metricUnit: string;
  readonly text: string;
  readonly kind: MetricInfo["temporality"];
  readonly isMonotonic: boolean;
  readonly services: readonly string[];
  readonly seriesCount: string;
  readonly attributeKeys: readonly string[];
  readonly lastNs: string;
}

export function toMetricInfo(row: MetricInfoRow): MetricInfo {
  return {
    name: row.metric,
    type: row.metricType,
    unit: row.metricUnit,
    description: row.text,
    temporality: row.kind,
    monotonic: row.isMonotonic,
    services: row.services,
    seriesCount: Number(row.seriesCount),
    attributeKeys: row.attributeKeys,
    lastSeen: toIso(BigInt(row.lastNs)),
  };
}
