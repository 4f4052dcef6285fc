// A file of any known format as OTLP requests. Each value is looked at by itself, so formats may even be mixed.
import { decodeLogsJson, decodeMetricsJson, decodeTracesJson, OtlpError } from "otlp";
import { type Batch, logBatches, maxItems, metricBatches, traceBatches } from "./batch.ts";
import { FormatError } from "../formats/format-error.ts";
import { ImportError } from "./import-error.ts";
import { addJaegerSpan, addJaegerTrace, isJaegerSpan, isJaegerTrace } from "../formats/jaeger.ts";
import { addOpenSearchSpan, openSearchKind, toOpenSearchLogs, toOpenSearchMetrics } from "./opensearch.ts";
import { type FileValue, readValues } from "./read-values.ts";
import { addRelativeSpan, relativeKind, toRelativeLogs, toRelativeMetrics } from "./relative-lines.ts";
import { isObject, type JsonObject } from "../formats/shape.ts";
import { createSpanGroups, type SpanGroups } from "../formats/span-groups.ts";
import { addZipkinSpans, isZipkinSpan } from "../formats/zipkin.ts";

/** Name of the format, for people. */
export type Format = "OTLP JSON" | "Zipkin v2" | "Jaeger" | "OpenSearch" | "seed lines";

/** A request and the format it came in. */
export interface FormattedBatch {
  readonly format: Format;
  readonly batch: Batch;
}

/** What is collected while a file is read. */
interface Reading {
  readonly nowMs: number;
  readonly groups: Readonly<Record<Exclude<Format, "OTLP JSON" | "Zipkin v2">, SpanGroups>>;
  readonly zipkin: JsonObject[];
  place: number;
}

const expectation =
  "expected OTLP JSON (`resourceSpans`, `resourceMetrics` or `resourceLogs`), Zipkin v2 spans, or Jaeger traces or spans";

/**
 * Reads `path` as requests.
 *
 * @param nowMs what relative times are counted from.
 * @throws {ImportError} with the line, for a file that is no JSON or of no known format.
 */
export async function* readBatches(path: string, nowMs: number): AsyncGenerator<FormattedBatch> {
  const reading: Reading = {
    nowMs,
    groups: { Jaeger: createSpanGroups(), OpenSearch: createSpanGroups(), "seed lines": createSpanGroups() },
    zipkin: [],
    place: 0,
  };
  for await (const value of readValues(path)) {
    yield* atLine(value.line, () => readValue(value, reading));
    yield* takeGroups(reading, maxItems);
  }
  const zipkin = createSpanGroups();
  yield* atLine(1, () => {
    addZipkinSpans(reading.zipkin, zipkin);
    return formatted("Zipkin v2", traceBatches(zipkin.take()));
  });
  yield* takeGroups(reading, 0);
}

/** Whatever is wrong in a value is said with its line. */
function* atLine(line: number, read: () => Iterable<FormattedBatch>): Generator<FormattedBatch> {
  try {
    yield* read();
  } catch (error) {
    if (error instanceof ImportError || error instanceof FormatError || error instanceof OtlpError)
      throw new ImportError(`Line ${line}: ${error.message}`, { cause: error });
    throw error;
  }
}

function* takeGroups({ groups }: Reading, above: number): Generator<FormattedBatch> {
  for (const [format, group] of Object.entries(groups) as [Format, SpanGroups][]) {
    if (group.count > above) yield* formatted(format, traceBatches(group.take()));
  }
}

function* formatted(format: Format, batches: Iterable<Batch>): Generator<FormattedBatch> {
  for (const batch of batches) yield { format, batch };
}

function* readValue({ value, text }: FileValue, reading: Reading): Generator<FormattedBatch> {
  if (
    isObject(value) &&
    (value["resourceSpans"] ?? value["resourceMetrics"] ?? value["resourceLogs"]) !== undefined
  ) {
    yield* readOtlp(value, text);
    return;
  }
  const items = itemsOf(value);
  for (const item of items) yield* readItem(item, reading);
}

/** One message may hold several signals: collectors write files like that. */
function* readOtlp(value: JsonObject, text: string): Generator<FormattedBatch> {
  if (value["resourceSpans"] !== undefined)
    yield* formatted("OTLP JSON", traceBatches(decodeTracesJson(text)));
  if (value["resourceMetrics"] !== undefined)
    yield* formatted("OTLP JSON", metricBatches(decodeMetricsJson(text)));
  if (value["resourceLogs"] !== undefined) yield* formatted("OTLP JSON", logBatches(decodeLogsJson(text)));
}

/** What one value holds: an array its elements (Zipkin also nests arrays, a trace each), Jaeger's download its traces. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => (Array.isArray(item) ? item : [item]));
  if (isObject(value) && Array.isArray(value["data"])) return value["data"];
  return [value];
}

function* readItem(item: unknown, reading: Reading): Generator<FormattedBatch> {
  if (isBulkAction(item)) return;
  if (isJaegerTrace(item)) return addJaegerTrace(item, reading.groups.Jaeger);
  if (isJaegerSpan(item)) return addJaegerSpan(item, reading.groups.Jaeger);
  if (isZipkinSpan(item)) return void reading.zipkin.push(item);
  if (relativeKind(item) !== undefined) return yield* readRelative(item as JsonObject, reading);
  if (openSearchKind(item) !== undefined) return yield* readOpenSearch(item as JsonObject, reading);
  // A request in a list, as some tools export them.
  if (
    isObject(item) &&
    (item["resourceSpans"] ?? item["resourceMetrics"] ?? item["resourceLogs"]) !== undefined
  ) {
    return yield* readOtlp(item, JSON.stringify(item));
  }
  throw new ImportError(`Cannot tell what \`${describe(item)}\` is: ${expectation}.`);
}

function* readRelative(line: JsonObject, reading: Reading): Generator<FormattedBatch> {
  const { nowMs, groups } = reading;
  const kind = relativeKind(line);
  if (kind === "span") addRelativeSpan(line, reading.place++, nowMs, groups["seed lines"]);
  if (kind === "log") yield* formatted("seed lines", logBatches([toRelativeLogs(line, nowMs)]));
  if (kind === "metric") yield* formatted("seed lines", metricBatches([toRelativeMetrics(line, nowMs)]));
}

function* readOpenSearch(document: JsonObject, { groups }: Reading): Generator<FormattedBatch> {
  const kind = openSearchKind(document);
  if (kind === "span") addOpenSearchSpan(document, groups.OpenSearch);
  if (kind === "log") yield* formatted("OpenSearch", logBatches([toOpenSearchLogs(document)]));
  if (kind === "metric") yield* formatted("OpenSearch", metricBatches([toOpenSearchMetrics(document)]));
}

/** The line before each document in Elasticsearch's bulk format. */
function isBulkAction(value: unknown): boolean {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && ["index", "create"].includes(keys[0]!) && isObject(value[keys[0]!]);
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
