// A file of any known format as OTLP requests. Each JSON value is detected separately, so a file may mix formats.
import type { Readable } from "node:stream";
import { decodeLogsJson, decodeMetricsJson, decodeTracesJson, type JsonOptions, OtlpError } from "otlp";
import { type Batch, logBatches, maxChars, maxItems, metricBatches, traceBatches } from "./batch.ts";
import { addJaegerSpan, addJaegerTrace, isJaegerSpan, isJaegerTrace } from "../formats/jaeger.ts";
import { addOpenSearchSpan, openSearchKind, toOpenSearchLogs, toOpenSearchMetrics } from "./opensearch.ts";
import { ownLimits, type ReadLimits } from "./limits.ts";
import { inMiB } from "./lines.ts";
import { type InputFile, openFile } from "./open-file.ts";
import { createPace, type Pace } from "./pace.ts";
import { type FileValue, readValues } from "./read-values.ts";
import { addRelativeSpan, relativeKind, toRelativeLogs, toRelativeMetrics } from "./relative-lines.ts";
import { isObject, type JsonObject } from "../formats/shape.ts";
import { createSpanGroups, type SpanGroups } from "../formats/span-groups.ts";
import { openCsv } from "./tables/csv.ts";
import { openParquet } from "./tables/parquet.ts";
import { tableBatches } from "./tables/read-table.ts";
import type { ReadReport, Table, TableRow } from "./tables/table.ts";
import { addZipkinSpans, isZipkinSpan } from "../formats/zipkin.ts";
import { ProblemError } from "../problem/problem.ts";

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
  readonly report: ReadReport;
  readonly pace: Pace;
  readonly groups: Readonly<Record<Exclude<JsonFormat, "OTLP JSON" | "Zipkin v2">, SpanGroups>>;
  readonly zipkin: JsonObject[];
  zipkinChars: number;
  place: number;
  /** Read since groups were taken the last time. */
  chars: number;
}

/** What is read is one of these. */
const expectation =
  "expected OTLP JSON (`resourceSpans`, `resourceMetrics` or `resourceLogs`), Zipkin v2 spans, or Jaeger traces or spans";

/**
 * Reads the file at `path` as requests; `-` is standard input.
 *
 * @param nowMs what relative times are counted from.
 * @param report gets the rows and values that cannot be read.
 * @throws {ProblemError} for a file that cannot be opened, and as {@link readInput}.
 */
export async function* readBatches(
  path: string,
  nowMs: number,
  report: ReadReport,
): AsyncGenerator<FormattedBatch> {
  yield* readInput(await openFile(path), nowMs, report);
}

/**
 * Reads `file` as requests.
 *
 * @throws {ProblemError} for a file of an unknown format, a damaged one, and where a limit is exceeded.
 */
export async function* readInput(
  file: InputFile,
  nowMs: number,
  report: ReadReport,
  limits: ReadLimits = ownLimits,
): AsyncGenerator<FormattedBatch> {
  const pace = createPace(limits.maxIdle);
  const paced: ReadReport = {
    ...report,
    badRow(where, reason, rows) {
      report.badRow(where, reason, rows);
      pace.idle();
    },
  };
  for await (const each of readKind(file, { nowMs, report: paced, limits, pace })) {
    pace.found(each.batch.items);
    yield each;
  }
}

interface ReadOptions {
  readonly nowMs: number;
  readonly report: ReadReport;
  readonly limits: ReadLimits;
  readonly pace: Pace;
}

async function* readKind(file: InputFile, options: ReadOptions): AsyncGenerator<FormattedBatch> {
  const { report, limits, pace } = options;
  if (file.kind === "empty") return;
  if (file.kind === "JSON") return yield* readJson(file.stream, options);
  const table =
    file.kind === "CSV"
      ? await openCsv(file.stream, file.firstLine, limits.maxRowBytes)
      : await openParquet(file.path, limits);
  report.detected(table.format);
  const rows: Table["rows"] = (wanted) => pacedRows(table.rows(wanted), pace);
  for await (const batch of tableBatches({ ...table, rows }, report))
    yield { format: table.format, batch, chars: maxChars, isFull: true };
}

async function* pacedRows(rows: AsyncIterable<TableRow>, pace: Pace): AsyncGenerator<TableRow> {
  for await (const row of rows) {
    await pace.turn();
    yield row;
  }
}

async function* readJson(
  stream: Readable,
  { nowMs, report, limits, pace }: ReadOptions,
): AsyncGenerator<FormattedBatch> {
  const reading: Reading = {
    nowMs,
    report,
    pace,
    groups: { Jaeger: createSpanGroups(), OpenSearch: createSpanGroups(), "seed lines": createSpanGroups() },
    zipkin: [],
    zipkinChars: 0,
    place: 0,
    chars: 0,
  };
  const badLine = (where: string, reason: string): void => report.badRow(where, reason);
  for await (const value of readValues(stream, badLine, limits, pace)) {
    pace.idle();
    const { length } = value.text;
    yield* weighed(readValue(value, reading), length);
    reading.chars += length;
    if (reading.zipkin.length > 0) reading.zipkinChars += length;
    if (reading.zipkinChars > limits.maxValueBytes) throw tooManyZipkinSpans(limits.maxValueBytes);
    yield* takeGroups(reading, reading.chars > maxChars ? 0 : maxItems);
  }
  const zipkin = createSpanGroups();
  addZipkinSpans(reading.zipkin, zipkin);
  yield* weighed(formatted("Zipkin v2", traceBatches(zipkin.take())), reading.zipkinChars);
  yield* takeGroups(reading, 0);
}

type Unweighed = Omit<FormattedBatch, "chars">;

/** Each with its share of `chars`, by the items it holds. */
function* weighed(batches: Iterable<Unweighed>, chars: number): Generator<FormattedBatch> {
  const all = [...batches];
  const items = all.reduce((sum, { batch }) => sum + batch.items, 0);
  for (const one of all) yield { ...one, chars: (chars * one.batch.items) / Math.max(1, items) };
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

/** Parts of the value that cannot be read are reported, and the others are read. */
function* readValue({ value, text, line }: FileValue, reading: Reading): Generator<Unweighed> {
  const where = `Line ${line}`;
  if (isOtlp(value)) return yield* tried(where, reading, () => readOtlp(value, text, where, reading));
  const items = itemsOf(value);
  for (const [at, item] of items.entries()) {
    const place = items.length === 1 ? where : `${where}, item ${at + 1}`;
    yield* tried(place, reading, () => readItem(item, place, reading));
  }
}

function* tried(where: string, { report }: Reading, read: () => Iterable<Unweighed>): Generator<Unweighed> {
  try {
    yield* read();
  } catch (error) {
    if (error instanceof ProblemError) report.badRow(where, error.text);
    else if (error instanceof OtlpError) report.badRow(where, reasonOf(error));
    else throw error;
  }
}

function reasonOf({ message }: OtlpError): string {
  return message.replace(/^Cannot decode the message: /, "");
}

function isOtlp(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    (value["resourceSpans"] ?? value["resourceMetrics"] ?? value["resourceLogs"]) !== undefined
  );
}

/** One message may hold several signals: collectors write files like that. */
function* readOtlp(
  value: JsonObject,
  text: string,
  where: string,
  { report }: Reading,
): Generator<Unweighed> {
  const options: JsonOptions = {
    onBadItem: (error, rows) => report.badRow(where, reasonOf(error), rows),
  };
  report.detected("OTLP JSON");
  if (value["resourceSpans"] !== undefined)
    yield* formatted("OTLP JSON", traceBatches(decodeTracesJson(text, options)));
  if (value["resourceMetrics"] !== undefined)
    yield* formatted("OTLP JSON", metricBatches(decodeMetricsJson(text, options)));
  if (value["resourceLogs"] !== undefined)
    yield* formatted("OTLP JSON", logBatches(decodeLogsJson(text, options)));
}

/** What one value holds: an array its elements (Zipkin also nests arrays, a trace each), Jaeger's download its traces. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => (Array.isArray(item) ? item : [item]));
  if (isObject(value) && Array.isArray(value["data"])) return value["data"];
  return [value];
}

function* readItem(item: unknown, where: string, reading: Reading): Generator<Unweighed> {
  if (isBulkAction(item)) return;
  // A request in a list, as some tools export them.
  if (isOtlp(item)) return yield* readOtlp(item, JSON.stringify(item), where, reading);
  const { report, groups, pace } = reading;
  if (isJaegerTrace(item) || isJaegerSpan(item)) {
    report.detected("Jaeger");
    pace.found(1);
    return isJaegerTrace(item) ? addJaegerTrace(item, groups.Jaeger) : addJaegerSpan(item, groups.Jaeger);
  }
  if (isZipkinSpan(item)) {
    report.detected("Zipkin v2");
    pace.found(1);
    reading.zipkin.push(item);
    return;
  }
  if (relativeKind(item) !== undefined) return yield* readRelative(item as JsonObject, reading);
  if (openSearchKind(item) !== undefined) return yield* readOpenSearch(item as JsonObject, reading);
  throw new ProblemError("FILE_NOT_READ", `Cannot recognize \`${describe(item)}\`: ${expectation}.`);
}

function* readRelative(line: JsonObject, reading: Reading): Generator<Unweighed> {
  const { nowMs, groups, report } = reading;
  const kind = relativeKind(line);
  report.detected("seed lines");
  if (kind === "span") addRelativeSpan(line, reading.place++, nowMs, groups["seed lines"]);
  if (kind === "log") yield* formatted("seed lines", logBatches([toRelativeLogs(line, nowMs)]));
  if (kind === "metric") yield* formatted("seed lines", metricBatches([toRelativeMetrics(line, nowMs)]));
}

function* readOpenSearch(document: JsonObject, { groups, report }: Reading): Generator<Unweighed> {
  const kind = openSearchKind(document);
  report.detected("OpenSearch");
  if (kind === "span") addOpenSearchSpan(document, groups.OpenSearch);
  if (kind === "log") yield* formatted("OpenSearch", logBatches([toOpenSearchLogs(document)]));
  if (kind === "metric") yield* formatted("OpenSearch", metricBatches([toOpenSearchMetrics(document)]));
}

function tooManyZipkinSpans(maxValueBytes: number): ProblemError {
  return new ProblemError(
    "FILE_NOT_READ",
    `Cannot read more than ${inMiB(maxValueBytes)} of Zipkin spans in one file, because the halves of a call have to be found.`,
    "Split the file by traces.",
  );
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
