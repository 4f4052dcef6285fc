// Metric points as columns: gauges and sums in `samples`, histograms of both kinds and summaries in `distributions`.
import {
  boolColumn,
  fixedStringColumn,
  float64Column,
  int32Column,
  int64Column,
  timeNsColumn,
  uint32Column,
  uint64Column,
  uint8Column,
  type ValueColumn,
} from "../native/numbers.ts";
import { dictionaryColumn } from "../native/dictionary.ts";
import { type ArrayColumn, arrayColumn, nestedColumns } from "../native/nested.ts";
import { stringColumn } from "../native/strings.ts";
import type { DistributionRow, ExemplarColumns, SampleRow } from "../rows.ts";
import { attributesJson } from "../native/typed-json.ts";
import { createTable, type Table } from "./table.ts";

export function createSampleTable(): Table<SampleRow> {
  const point = pointColumns();
  const exemplars = exemplarColumns();
  const own = { value: float64Column(), is_int: boolColumn(), int_value: int64Column() };
  return createTable("samples", { ...point, ...own, ...exemplars.columns }, "received", (row) => {
    addPoint(point, row);
    const isInt = typeof row.value === "bigint";
    own.value.add(Number(row.value));
    own.is_int.add(isInt);
    own.int_value.add(isInt ? (row.value as bigint) : 0n);
    addExemplars(exemplars, row.exemplars);
  });
}

/** Bits of the column `has`: which of the three the point carries. */
const has = { sum: 1, min: 2, max: 4 } as const;

export function createDistributionTable(): Table<DistributionRow> {
  const point = pointColumns();
  const exemplars = exemplarColumns();
  const own = {
    count: uint64Column(),
    sum: float64Column(),
    min: float64Column(),
    max: float64Column(),
    has: uint8Column(),
    bounds: arrayColumn(float64Column()),
    counts: arrayColumn(uint64Column()),
    quantile_values: arrayColumn(float64Column()),
    scale: int32Column(),
    zero_count: uint64Column(),
    zero_threshold: float64Column(),
    positive_offset: int32Column(),
    positive_counts: arrayColumn(uint64Column()),
    negative_offset: int32Column(),
    negative_counts: arrayColumn(uint64Column()),
  };
  return createTable("distributions", { ...point, ...own, ...exemplars.columns }, "received", (row) => {
    addPoint(point, row);
    own.count.add(row.count);
    own.sum.add(row.sum ?? 0);
    own.min.add(row.min ?? 0);
    own.max.add(row.max ?? 0);
    own.has.add(
      (row.sum === undefined ? 0 : has.sum) |
        (row.min === undefined ? 0 : has.min) |
        (row.max === undefined ? 0 : has.max),
    );
    addAll(own.bounds, row.bounds);
    addAll(own.counts, row.counts);
    addAll(own.quantile_values, row.quantileValues);
    own.scale.add(row.scale);
    own.zero_count.add(row.zeroCount);
    own.zero_threshold.add(row.zeroThreshold);
    own.positive_offset.add(row.positiveOffset);
    addAll(own.positive_counts, row.positiveCounts);
    own.negative_offset.add(row.negativeOffset);
    addAll(own.negative_counts, row.negativeCounts);
    addExemplars(exemplars, row.exemplars);
  });
}

function pointColumns() {
  return {
    tenant: dictionaryColumn(),
    hash: uint64Column(),
    ts: timeNsColumn(),
    start_ts: timeNsColumn(),
    flags: uint32Column(),
  };
}

function addPoint(columns: ReturnType<typeof pointColumns>, row: SampleRow | DistributionRow): void {
  columns.tenant.add(row.series.resource.tenant);
  columns.hash.add(row.series.hash);
  columns.ts.add(row.timeNs);
  columns.start_ts.add(row.startNs);
  columns.flags.add(row.flags);
}

function exemplarColumns() {
  return nestedColumns("exemplars", {
    ts: timeNsColumn(),
    value: float64Column(),
    trace_id: fixedStringColumn(16),
    span_id: fixedStringColumn(8),
    attributes_json: stringColumn(),
  });
}

function addExemplars(
  { items, endRow }: ReturnType<typeof exemplarColumns>,
  exemplars: readonly ExemplarColumns[],
): void {
  for (const exemplar of exemplars) {
    items.ts.add(exemplar.timeNs);
    items.value.add(exemplar.value);
    items.trace_id.add(exemplar.traceId);
    items.span_id.add(exemplar.spanId);
    items.attributes_json.add(attributesJson(exemplar.attributes));
  }
  endRow(exemplars.length);
}

function addAll<Value>(column: ArrayColumn<ValueColumn<Value>>, values: readonly Value[]): void {
  for (const value of values) column.item.add(value);
  column.endRow();
}
