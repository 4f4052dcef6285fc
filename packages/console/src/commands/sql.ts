// `telltale-console sql "SELECT …"`: asks a running console and prints a table, CSV or JSON.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { type Command, Option } from "commander";
import { type SqlQuery, type SqlResult, pathOf } from "contract";
import { readConfig } from "../config.ts";
import { urlOption } from "../config/url-option.ts";
import { findConsole } from "../import/find-console.ts";
import { refusalOf } from "./refusal.ts";
import { toTextTable } from "./text-table.ts";
import { ProblemError } from "../problem/problem.ts";

interface SqlFlags {
  readonly format: "table" | "csv" | "json" | "ndjson";
  readonly limit?: string;
  readonly param?: readonly string[];
  readonly url?: string;
  readonly data?: string;
  readonly tokenFile?: string;
}

export function addSqlCommand(program: Command): void {
  program
    .command("sql")
    .description("ask a running console in SQL, read-only")
    .argument("<query>", "one query of ClickHouse SQL; - reads it from standard input")
    .addOption(
      new Option("--format <format>", "how it is printed")
        .choices(["table", "csv", "json", "ndjson"])
        .default("table"),
    )
    .option("--limit <rows>", "how many rows at most")
    .option("--param <name=value...>", "value of {name:Type} in the query")
    .addOption(urlOption())
    .option("--data <dir>", "the console on this data directory")
    .option("--token-file <file>", "file with the console's token")
    .action(runSql);
}

async function runSql(query: string, flags: SqlFlags): Promise<void> {
  const { dataDir, token } = readConfig({ data: flags.data, tokenFile: flags.tokenFile }, process.env);
  const found = await findConsole({
    url: flags.url,
    hasData: flags.data !== undefined,
    dataDir,
    token,
  });
  if (found?.page === undefined)
    throw new ProblemError(
      "CONSOLE_NOT_FOUND",
      "No console is running.",
      "Start one (`telltale-console`), or pass `--url PAGE` or `--data DIR`.",
    );
  const isFile = flags.format === "csv" || flags.format === "ndjson";
  const response = await ask(found.page, token, {
    query: query === "-" ? await readAll(process.stdin) : query,
    format: isFile ? flags.format : "json",
    params: readParams(flags.param ?? []),
    ...(flags.limit === undefined ? {} : { limit: Number(flags.limit) }),
  });
  if (isFile)
    return pipeline(Readable.fromWeb(response.body as ReadableStream), process.stdout, { end: false });
  const result = (await response.json()) as SqlResult;
  if (flags.format === "json") {
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

function readParams(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
      throw new ProblemError(
        "BAD_OPTION",
        `Cannot use \`--param ${pair}\`: expected a name and a value, like \`--param user=u1\`.`,
      );
    }),
  );
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
