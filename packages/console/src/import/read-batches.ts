// A file of any known format as OTLP requests. Each JSON value is detected separately, so a file may mix formats.
import type { Readable } from "node:stream";
import { decodeLogsJson, decodeMetricsJson, decodeTracesJson, OtlpError } from "otlp";
import { type Batch, logBatches, maxChars, maxItems, metricBatches, traceBatches } from "./batch.ts";
import { addJaegerSpan, addJaegerTrace, isJaegerSpan, isJaegerTrace } from "../formats/jaeger.ts";
import { addOpenSearchSpan, openSearchKind, toOpenSearchLogs, toOpenSearchMetrics } from "./opensearch.ts";
import { openFile } from "./open-file.ts";
import { type FileValue, readValues } from "./read-values.ts";
import { addRelativeSpan, relativeKind, toRelativeLogs, toRelativeMetrics } from "./relative-lines.ts";
import { isObject, type JsonObject } from "../formats/shape.ts";
import { createSpanGroups, type SpanGroups } from "../formats/span-groups.ts";
import { openCsv } from "./tables/csv.ts";
import { openParquet } from "./tables/parquet.ts";
import { tableBatches } from "./tables/read-table.ts";
import type { Table, TableReport } from "./tables/table.ts";
import { addZipkinSpans, isZipkinSpan } from "../formats/zipkin.ts";
import { located, ProblemError } from "../problem/problem.ts";

/** Name of the format, for people. */
export type Format = JsonFormat | Table["format"];

type JsonFormat = "OTLP JSON" | "Zipkin v2" | "Jaeger" | "OpenSearch" | "seed lines";

/** A request and the format it came in. */
export interface FormattedBatch {
  readonly format: Format;
  readonly batch: Batch;
  /** About how much of the file it is. */
  readonly chars: number;
  /** Is as large as a request should be, in items or in bytes. */
  readonly isFull?: boolean;
}

/** What is collected while a file is read. */
interface Reading {
  readonly nowMs: number;
  readonly groups: Readonly<Record<Exclude<JsonFormat, "OTLP JSON" | "Zipkin v2">, SpanGroups>>;
  readonly zipkin: JsonObject[];
  place: number;
  /** Read since groups were taken the last time. */
  chars: number;
}

const expectation =
  "expected OTLP JSON (`resourceSpans`, `resourceMetrics` or `resourceLogs`), Zipkin v2 spans, or Jaeger traces or spans";

const silent: TableReport = { badRow: () => {}, note: () => {} };

/**
 * Reads `path` as requests; `-` is standard input.
 *
 * @param nowMs what relative times are counted from.
 * @param report gets the rows of tables that cannot be read.
 * @throws {ProblemError} with the line, for a file that is not JSON or of an unknown format.
 */
export async function* readBatches(
  path: string,
  nowMs: number,
  report: TableReport = silent,
): AsyncGenerator<FormattedBatch> {
  const file = await openFile(path);
  if (file.kind === "JSON") return yield* readJson(file.stream, nowMs);
  const table =
    file.kind === "CSV" ? await openCsv(file.stream, file.firstLine) : await openParquet(file.path);
  for await (const batch of tableBatches(table, report))
    yield { format: table.format, batch, chars: maxChars, isFull: true };
}

async function* readJson(stream: Readable, nowMs: number): AsyncGenerator<FormattedBatch> {
  const reading: Reading = {
    nowMs,
    groups: { Jaeger: createSpanGroups(), OpenSearch: createSpanGroups(), "seed lines": createSpanGroups() },
    zipkin: [],
    place: 0,
    chars: 0,
  };
  for await (const value of readValues(stream)) {
    const { line, text } = value;
    yield* weighed(
      atLine(line, () => readValue(value, reading)),
      text.length,
    );
    reading.chars += text.length;
    yield* takeGroups(reading, reading.chars > maxChars ? 0 : maxItems);
  }
  const zipkin = createSpanGroups();
  yield* atLine(1, () => {
    addZipkinSpans(reading.zipkin, zipkin);
    return weighed(formatted("Zipkin v2", traceBatches(zipkin.take())), reading.chars);
  });
  yield* takeGroups(reading, 0);
}

type Unweighed = Omit<FormattedBatch, "chars">;

/** Each with its share of `chars`, by the items it holds. */
function* weighed(batches: Iterable<Unweighed>, chars: number): Generator<FormattedBatch> {
  const all = [...batches];
  const items = all.reduce((sum, { batch }) => sum + batch.items, 0);
  for (const one of all) yield { ...one, chars: (chars * one.batch.items) / items };
}

/** Adds the line to errors of a value. */
function* atLine<One>(line: number, read: () => Iterable<One>): Generator<One> {
  try {
    yield* read();
  } catch (error) {
    if (error instanceof ProblemError) throw located(error, `Line ${line}`);
    if (error instanceof OtlpError)
      throw new ProblemError("FILE_NOT_READ", `Line ${line}: ${error.message}`, "", { cause: error });
    throw error;
  }
}

/** Takes the groups that hold more than `above` spans. */
function* takeGroups(reading: Reading, above: number): Generator<FormattedBatch> {
  const entries = Object.entries(reading.groups) as [Format, SpanGroups][];
  const full = entries.filter(([, group]) => group.count > above);
  if (full.length === 0) return;
  yield* weighed(
    full.flatMap(([format, group]) => [...formatted(format, traceBatches(group.take()))]),
    reading.chars,
  );
  reading.chars = 0;
}

function* formatted(format: Format, batches: Iterable<Batch>): Generator<Unweighed> {
  for (const batch of batches) yield { format, batch };
}

function* readValue({ value, text }: FileValue, reading: Reading): Generator<Unweighed> {
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
function* readOtlp(value: JsonObject, text: string): Generator<Unweighed> {
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

function* readItem(item: unknown, reading: Reading): Generator<Unweighed> {
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
  throw new ProblemError("FILE_NOT_READ", `Cannot tell what \`${describe(item)}\` is: ${expectation}.`);
}

function* readRelative(line: JsonObject, reading: Reading): Generator<Unweighed> {
  const { nowMs, groups } = reading;
  const kind = relativeKind(line);
  if (kind === "span") addRelativeSpan(line, reading.place++, nowMs, groups["seed lines"]);
  if (kind === "log") yield* formatted("seed lines", logBatches([toRelativeLogs(line, nowMs)]));
  if (kind === "metric") yield* formatted("seed lines", metricBatches([toRelativeMetrics(line, nowMs)]));
}

function* readOpenSearch(document: JsonObject, { groups }: Reading): Generator<Unweighed> {
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
