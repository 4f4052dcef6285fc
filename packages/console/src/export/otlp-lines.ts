// A range of one signal as lines of OTLP JSON, a request each: what collectors write to files, and what `import` reads.
import type { ExportSignal } from "contract";
import { encodeLogsJson, encodeMetricsJson, encodeTracesJson, type ResourceSpans } from "otlp";
import {
  type BusinessColumns,
  type DefinitionColumns,
  toBusinessLogs,
  toDefinitionLogs,
} from "./business.ts";
import { type FindingColumns, toFindingLogs } from "./findings.ts";
import { type LogColumns, toLogs } from "./logs.ts";
import {
  createSeries,
  type DistributionColumns,
  joinSeries,
  type SampleColumns,
  toMetrics,
} from "./metrics.ts";
import { type Ask, createResources } from "./origin.ts";
import type { QueryName } from "../sql/query-name.ts";
import { findTable, tables } from "../tables/registry.ts";
import { type Slice, slicesOf } from "./slices.ts";
import { type SpanColumns, toTraces } from "./traces.ts";

/** Rows read, and requests written, at a time. */
const maxRows = 5000;

/** The tables of what senders send, each with the column that says when. */
export function exportTables(signal: ExportSignal): readonly (readonly [table: string, time: string])[] {
  return tables.flatMap(({ name, signal: own }) => (own?.of === signal ? [[name, own.time] as const] : []));
}

/** Reads while lines are taken, and no faster. */
export async function* otlpLines(ask: Ask, signal: ExportSignal, range: Slice): AsyncGenerator<string> {
  const resourcesOf = createResources(ask);
  const seriesOf = createSeries(ask);

  const rowsOf = <Row>(query: QueryName, table: string): AsyncGenerator<readonly Row[]> =>
    readSlices<Row>(ask, query, table, range);

  async function* points(query: QueryName, table: string): AsyncGenerator<string> {
    for await (const rows of rowsOf<SampleColumns | DistributionColumns>(query, table)) {
      const joined = joinSeries(rows, await seriesOf(rows));
      if (joined.length > 0) yield encodeMetricsJson(toMetrics(joined, await resourcesOf(joined)));
    }
  }

  switch (signal) {
    case "traces":
      for await (const traces of spanRequests(ask, range)) yield encodeTracesJson(traces);
      return;
    case "logs":
      for await (const rows of rowsOf<LogColumns>("export-logs", "logs"))
        yield encodeLogsJson(toLogs(rows, await resourcesOf(rows)));
      return;
    case "metrics":
      yield* points("export-samples", "samples");
      yield* points("export-distributions", "distributions");
      return;
    case "business": {
      const definitions = await ask<DefinitionColumns>("export-definitions", {});
      if (definitions.length > 0) yield encodeLogsJson(toDefinitionLogs(definitions));
      for await (const rows of rowsOf<BusinessColumns>("export-business", "business_events"))
        yield encodeLogsJson(toBusinessLogs(rows, await resourcesOf(rows)));
      return;
    }
    case "findings":
      for await (const rows of rowsOf<FindingColumns>("export-findings", "findings"))
        yield encodeLogsJson(toFindingLogs(rows));
  }
}

/** The spans of a range, a few thousand at a time. */
export async function* spanRequests(ask: Ask, range: Slice): AsyncGenerator<readonly ResourceSpans[]> {
  const resourcesOf = createResources(ask);
  for await (const rows of readSlices<SpanColumns>(ask, "export-spans", "spans", range))
    yield toTraces(rows, await resourcesOf(rows));
}

async function* readSlices<Row>(
  ask: Ask,
  query: QueryName,
  table: string,
  range: Slice,
): AsyncGenerator<readonly Row[]> {
  const time = findTable(table)?.signal?.time ?? "ts";
  for await (const slice of slicesOf(range, maxRows, countSteps(ask, table, time)))
    yield await ask<Row>(query, { ...slice });
}

/** How the rows of a table lie in time. */
export function countSteps(ask: Ask, table: string, time: string): Parameters<typeof slicesOf>[2] {
  return async (slice, stepMs) => {
    const rows = await ask<{ step: string; n: string }>("export-plan", {
      ...slice,
      step: stepMs,
      table,
      time,
    });
    return rows.map(({ step, n }) => ({ step: Number(step), n: Number(n) }));
  };
}
