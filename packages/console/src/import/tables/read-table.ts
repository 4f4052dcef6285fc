// A table as requests: its columns say which signal it holds. A row that cannot be read is reported and left out.
import type { LogRecord, Span } from "otlp";
import { type Batch, maxChars, maxItems } from "../batch.ts";
import { CellError } from "./cells.ts";
import { type Columns, createColumns } from "./columns.ts";
import { createLogReader, requiredOfLogs } from "./log-records.ts";
import { createOrigins, type Origin } from "./origins.ts";
import { createSpanReader, requiredOfSpans } from "./spans.ts";
import type { ReadReport, Table, TableRow } from "./table.ts";
import { ProblemError } from "../../problem/problem.ts";

/** Reads `table` as requests of bounded size. @throws {ProblemError} when its rows cannot be turned back into spans or log records. */
export function tableBatches(table: Table, report: ReadReport): AsyncGenerator<Batch> {
  const signal = signalOf(new Set(table.columns));
  const columns = createColumns(table.columns);
  const originOf = createOrigins(columns);
  const withOrigin =
    <Item>(read: (row: TableRow) => Item) =>
    (row: TableRow): Placed<Item> => ({ item: read(row), origin: originOf(row) });
  return signal === "traces"
    ? batches(table, columns, { read: withOrigin(createSpanReader(columns)), toBatch: toTraces }, report)
    : batches(table, columns, { read: withOrigin(createLogReader(columns)), toBatch: toLogs }, report);
}

const fixColumns = "Name the columns as `telltale-console export --format csv` does.";

/** Which signal the columns are of. @throws {ProblemError} for a table that cannot be imported. */
function signalOf(names: ReadonlySet<string>): "traces" | "logs" {
  rejectDerivedTables(names);
  const isSpans = names.has("span_id") && (names.has("start_time") || names.has("duration_ns"));
  const isLogs = !isSpans && (names.has("time") || names.has("body"));
  if (!isSpans && !isLogs)
    throw new ProblemError(
      "FILE_NOT_READ",
      `Cannot recognize its columns (${show([...names])}): expected a table of spans (${requiredOfSpans.join(", ")}, …) or of log records (${requiredOfLogs.join(", ")}, …).`,
      fixColumns,
    );
  const missing = (isSpans ? requiredOfSpans : requiredOfLogs).filter((name) => !names.has(name));
  if (missing.length === 0) return isSpans ? "traces" : "logs";
  throw new ProblemError(
    "FILE_NOT_READ",
    `Cannot read a table of ${isSpans ? "spans" : "log records"} without the column${missing.length > 1 ? "s" : ""} \`${missing.join("`, `")}\`.`,
    fixColumns,
  );
}

/** Tables that `export` writes, but that lack a part of what they were made from. */
function rejectDerivedTables(names: ReadonlySet<string>): void {
  if (names.has("temporality") || names.has("bucket_counts"))
    throw new ProblemError(
      "FILE_NOT_READ",
      "It is a table of metric points, which lacks what makes series of them again (scopes, resources, exponential buckets, exemplars): export them with `--format otlp-json`.",
    );
  if (names.has("entity_id") && names.has("phase"))
    throw new ProblemError(
      "FILE_NOT_READ",
      "It is a table of business events, which lacks their definitions and resources: export them with `--format otlp-json`, or the log records they were made from with `--signal logs`.",
    );
}

function show(names: readonly string[]): string {
  const text = names.join(", ");
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

interface Placed<Item> {
  readonly origin: Origin;
  readonly item: Item;
}

/** How the rows of one signal become a batch. */
interface SignalForm<Item> {
  readonly read: (row: TableRow) => Placed<Item>;
  readonly toBatch: (items: readonly Placed<Item>[]) => Batch;
}

async function* batches<Item>(
  table: Table,
  columns: Columns,
  { read, toBatch }: SignalForm<Item>,
  report: ReadReport,
): AsyncGenerator<Batch> {
  const unknown = table.columns.filter((name) => !columns.known.has(name));
  if (unknown.length > 0) report.note(`Columns that are not read: ${show(unknown)}.`);
  let waiting: Placed<Item>[] = [];
  let chars = 0;
  let number = 0;
  for await (const row of table.rows(columns.known)) {
    number++;
    try {
      if (row.length !== table.columns.length)
        throw new CellError(`it has ${row.length} cells, and the table ${table.columns.length} columns`);
      waiting.push(read(row));
      chars += weigh(row);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      report.badRow(`Row ${number}`, `${error.message}.`);
    }
    if (waiting.length < maxItems && chars < maxChars) continue;
    yield toBatch(waiting);
    waiting = [];
    chars = 0;
  }
  if (waiting.length > 0) yield toBatch(waiting);
}

/** About how many characters it is. */
function weigh(cell: unknown): number {
  if (typeof cell === "string") return cell.length;
  if (typeof cell !== "object" || cell === null) return 8;
  if (cell instanceof Uint8Array) return cell.length;
  let sum = 8;
  for (const part of Array.isArray(cell) ? (cell as unknown[]) : Object.values(cell)) sum += weigh(part);
  return sum;
}

function toTraces(spans: readonly Placed<Span>[]): Batch {
  const request = gather(spans).map(({ resource, scopes }) => ({
    resource: { attributes: resource.attributes, droppedAttributesCount: 0 },
    schemaUrl: resource.schemaUrl,
    scopeSpans: scopes.map(({ scope, items }) => ({ scope, spans: items, schemaUrl: "" })),
  }));
  return { signal: "traces", items: spans.length, request };
}

function toLogs(records: readonly Placed<LogRecord>[]): Batch {
  const request = gather(records).map(({ resource, scopes }) => ({
    resource: { attributes: resource.attributes, droppedAttributesCount: 0 },
    schemaUrl: resource.schemaUrl,
    scopeLogs: scopes.map(({ scope, items }) => ({ scope, logRecords: items, schemaUrl: "" })),
  }));
  return { signal: "logs", items: records.length, request };
}

interface Gathered<Item> {
  readonly resource: Origin["resource"];
  readonly scopes: readonly { readonly scope: Origin["scope"]; readonly items: readonly Item[] }[];
}

function gather<Item>(placed: readonly Placed<Item>[]): readonly Gathered<Item>[] {
  const resources = new Map<Origin["resource"], Map<Origin["scope"], Item[]>>();
  for (const { origin, item } of placed) {
    const scopes = getOrMake(resources, origin.resource, () => new Map<Origin["scope"], Item[]>());
    getOrMake(scopes, origin.scope, () => []).push(item);
  }
  return [...resources].map(([resource, scopes]) => ({
    resource,
    scopes: [...scopes].map(([scope, items]) => ({ scope, items })),
  }));
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
