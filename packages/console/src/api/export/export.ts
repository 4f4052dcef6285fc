// GET /api/export: stored data as a file, as OTLP JSON or as a table. Reads in the background, a few thousand rows at a time, or under
// the limits of every query.
import { Readable } from "node:stream";
import { type ExportFormat, type ExportSignal, maxExportRows, type ParamsOf } from "contract";
import { countSteps, exportTables, otlpLines } from "../../export/otlp-lines.ts";
import type { Ask } from "../../export/origin.ts";
import type { Slice } from "../../export/slices.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { QueryName } from "../../sql/query-name.ts";
import { type QueryText, readQueryTexts } from "../../store/query/text.ts";
import { readQueryFiles } from "../../store/schema/sql-files.ts";
import type { SqlFileFormat } from "../../store/query/sql-reader.ts";
import { Attachment } from "../attachment.ts";
import { type ApiContext } from "../context.ts";
import { badParameter, readRange } from "../params/params.ts";

/** Answers with the file. A table of too many rows is rejected before anything is read. */
export async function exportRows(
  params: ParamsOf<"GET /api/export">,
  context: ApiContext,
): Promise<Attachment> {
  const { signal, format } = params;
  const range = toSlice(readRange(params, context));
  const name = `${signal}-${stamp(range.from)}-${stamp(range.to)}`;
  if (format === "otlp-json") {
    const lines = Readable.from(bytesOf(otlpLines(askOf(context), signal, range)), { objectMode: false });
    return new Attachment(`${name}.jsonl`, lines, "application/x-ndjson");
  }
  if (signal === "findings")
    throw badParameter("format", format, "`otlp-json` for findings", "Pass `format=otlp-json`.");
  return tableOf(name, signal, format, range, context);
}

type TableSignal = Exclude<ExportSignal, "findings">;

async function tableOf(
  name: string,
  signal: TableSignal,
  format: Exclude<ExportFormat, "otlp-json">,
  range: Slice,
  context: ApiContext,
): Promise<Attachment> {
  const { sql } = context;
  if (sql === undefined) throw new Error("The API has no reader of SQL.");
  const rows = await countRows(askOf(context), signal, range);
  if (rows > maxExportRows) throw tooLarge(rows);
  const { sqlFormat, type, queries } = tables[format];
  const file = await sql.file(sqlFormat, {
    ...textOf(queries[signal]).for({ ...range }),
    maxRows: maxExportRows,
    signal: context.signal,
    priority: "bulk",
  });
  return new Attachment(`${name}.${format}`, file.body, type, { "x-telltale-rows": String(rows) });
}

interface TableFormat {
  readonly sqlFormat: SqlFileFormat;
  readonly type: string;
  /** CSV has no maps and arrays, so it has queries of its own, which convert them to JSON. */
  readonly queries: Readonly<Record<TableSignal, QueryName>>;
}

const tables: Readonly<Record<Exclude<ExportFormat, "otlp-json">, TableFormat>> = {
  csv: {
    sqlFormat: "CSVWithNames",
    type: "text/csv; charset=utf-8; header=present",
    queries: {
      traces: "table-traces-csv",
      logs: "table-logs-csv",
      metrics: "table-metrics-csv",
      business: "table-business-csv",
    },
  },
  parquet: {
    sqlFormat: "Parquet",
    type: "application/vnd.apache.parquet",
    queries: {
      traces: "table-traces",
      logs: "table-logs",
      metrics: "table-metrics",
      business: "table-business",
    },
  },
};

async function countRows(ask: Ask, signal: TableSignal, range: Slice): Promise<number> {
  const counts = await Promise.all(
    exportTables(signal).map(([table, time]) => countSteps(ask, table, time)(range, range.to - range.from)),
  );
  return counts.flat().reduce((sum, { n }) => sum + n, 0);
}

let texts: ReadonlyMap<string, QueryText> | undefined;

function textOf(query: QueryName): QueryText {
  texts ??= readQueryTexts(readQueryFiles());
  return texts.get(query)!;
}

function askOf(context: ApiContext): Ask {
  return async <Row>(query: QueryName, params: Readonly<Record<string, unknown>>) =>
    context.queries.run<Row>(query, params, {
      signal: context.signal,
      priority: "bulk",
    });
}

async function* bytesOf(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const line of lines) yield Buffer.from(`${line}\n`);
}

/** Whole milliseconds, rounded outwards. */
function toSlice({ fromNs, toNs }: { readonly fromNs: bigint; readonly toNs: bigint }): Slice {
  return { from: Number(fromNs / 1_000_000n), to: Number((toNs + 999_999n) / 1_000_000n) };
}

/** `20261120T143106251Z` */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:.]/g, "");
}

function tooLarge(rows: number): ProblemError {
  return new ProblemError(
    "EXPORT_TOO_LARGE",
    `The range has ${rows} rows; a table has at most ${maxExportRows}.`,
    "Choose a shorter range, or `otlp-json`, which has no limit; the command `telltale-console export` writes several files.",
  );
}
