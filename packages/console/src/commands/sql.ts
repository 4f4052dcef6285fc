// `telltale-console sql "SELECT …"`: asks a running console and prints a table, CSV or JSON.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Command } from "commander";
import { type SqlQuery, type SqlResult, pathOf } from "contract";
import { readConfig } from "../config.ts";
import { sqlCommand, type SqlValues } from "../config/commands.ts";
import { findConsole } from "../import/find-console.ts";
import { addCommand } from "./add-command.ts";
import { refusalOf } from "./refusal.ts";
import { toTextTable } from "./text-table.ts";
import { ProblemError } from "../problem/problem.ts";

export function addSqlCommand(program: Command): void {
  addCommand(program, sqlCommand, async (values, [query]) => runSql(query!, values));
}

async function runSql(
  query: string,
  { url, data, tokenFile, format, limit, param }: SqlValues,
): Promise<void> {
  const { dataDir, token } = readConfig({ data, tokenFile }, process.env);
  const found = await findConsole({ url, hasData: data !== undefined, dataDir, token });
  if (found?.page === undefined)
    throw new ProblemError(
      "CONSOLE_NOT_FOUND",
      "No console is running.",
      "Start one (`telltale-console`), or pass `--url URL` or `--data DIR`.",
    );
  const isFile = format === "csv" || format === "ndjson";
  const response = await ask(found.page, token, {
    query: query === "-" ? await readAll(process.stdin) : query,
    format: isFile ? format : "json",
    params: Object.fromEntries(param),
    ...(limit === undefined ? {} : { limit }),
  });
  if (isFile)
    return pipeline(Readable.fromWeb(response.body as ReadableStream), process.stdout, { end: false });
  const result = (await response.json()) as SqlResult;
  if (format === "json") {
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    return;
  }
  process.stdout.write(toTextTable(result));
  process.stderr.write(`${summaryOf(result)}\n`);
}

async function ask(page: string, token: string | undefined, body: SqlQuery): Promise<Response> {
  const response = await fetch(new URL(pathOf("POST /api/sql"), page), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (response.ok) return response;
  throw await refusalOf(page, response);
}

function summaryOf({ rows, truncated, elapsedMs, rowsRead }: SqlResult): string {
  const more = truncated ? ", there are more: raise `--limit`" : "";
  return `${rows.length} ${rows.length === 1 ? "row" : "rows"}${more};${rowsRead === null ? "" : ` ${rowsRead} read`} in ${elapsedMs.toFixed(1)} ms`;
}

async function readAll(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = "";
  for await (const chunk of input) text += String(chunk);
  return text;
}
