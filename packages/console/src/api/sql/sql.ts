// POST /api/sql: a query that a person wrote: validated, limited, and answered as a table or a file. GET /api/sql/schema: the readable tables.
import { type SqlResult, type SqlSchema, sqlQuery } from "contract";
import type { z } from "zod";
import { ProblemError } from "../../problem/problem.ts";
import { readableTables } from "../../tables/registry.ts";
import type { SqlReader, SqlRequest } from "../../store/query/sql-reader.ts";
import { Attachment } from "../attachment.ts";
import { type ApiContext, run, type SqlOutcome } from "../context.ts";
import {
  readTypedAttributes,
  type TypedAttribute,
  type TypedAttributes,
} from "../attributes/typed-attributes.ts";
import { hasAttributes, sqlTypeOf } from "../attributes/typed-column.ts";
import { type CheckedSql, checkSql } from "./sql-check.ts";
import { isKnownFunction } from "./sql-known.ts";
import { redactSql } from "./sql-redact.ts";
import { refusalOfTree } from "./sql-tree.ts";
import { mayNameTyped, namesOtherTyped, withTypedColumns } from "./sql-typed.ts";

const limits = {
  json: { most: 10_000, usual: 1000 },
  csv: { most: 1_000_000, usual: 100_000 },
  ndjson: { most: 1_000_000, usual: 100_000 },
} as const;

/** Answers a query with its columns, rows and cost, or with a file. The query and its outcome are written to the audit log. */
export async function runSql(_: unknown, context: ApiContext): Promise<SqlResult | Attachment> {
  const body = readBody(context.request?.body);
  const begin = performance.now();
  const note = (outcome: SqlOutcome): void =>
    context.noteSql?.(outcome, redactSql(body.query), Math.round(performance.now() - begin));
  try {
    const answer = await answerSql(body, context);
    note("allowed");
    return answer;
  } catch (error) {
    note(error instanceof ProblemError && error.status === 403 ? "refused" : "failed");
    throw error;
  }
}

async function answerSql(
  { query, format, params, limit }: z.output<typeof sqlQuery>,
  context: ApiContext,
): Promise<SqlResult | Attachment> {
  const seesAll = context.caller?.seesAll !== false;
  const { most, usual } = limits[format];
  if (limit !== undefined && limit > most) {
    throw bad(
      `\`limit\` of ${limit}: as ${format} at most ${most} rows are given`,
      "Request fewer rows, or `csv`.",
    );
  }
  const written = checkSql(query);
  if (written.isPlan && !seesAll) throw unplanned();
  const checked = await typed(written, context);
  const request: SqlRequest = {
    text: checked.text,
    check:
      checked.query === undefined
        ? undefined
        : { query: checked.query, written: written.query, refusal: refusalOfTree },
    params,
    maxRows: limit ?? usual,
    signal: context.signal,
  };
  const reader = readerOf(context);
  if (format === "json") {
    const { isTruncated, ...table } = await reader.table(request);
    const cost = seesAll ? {} : { rowsRead: null, bytesRead: null };
    return { ...table, ...cost, truncated: isTruncated };
  }
  const file = await reader.file(format === "csv" ? "CSVWithNames" : "JSONEachRow", request);
  const type = format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
  return new Attachment(`query.${format}`, file.body, type, {
    "x-telltale-truncated": String(file.isFull),
    ...(seesAll ? { "x-telltale-rows-read": String(file.rowsRead) } : {}),
    "x-telltale-elapsed-ms": String(file.elapsedMs),
  });
}

/**
 * Checks and runs a query for an alert rule, with the columns of declared attributes and the limits of every query.
 *
 * @throws {ProblemError} for a query that is wrong or not allowed.
 */
export async function evaluateSql(
  query: string,
  params: Readonly<Record<string, string>>,
  options: Pick<SqlRequest, "maxRows" | "onSlot">,
  context: ApiContext,
): Promise<Awaited<ReturnType<SqlReader["table"]>>> {
  return readerOf(context).table({ ...(await ruleRequest(query, params, context)), ...options });
}

/**
 * Checks a query for an alert rule without running it: its text, its tables, columns and functions, and that it has a column `value`.
 *
 * @throws {ProblemError} for a query that is wrong or not allowed, and when the store does not answer.
 */
export async function checkRuleSql(
  query: string,
  params: Readonly<Record<string, string>>,
  context: ApiContext,
): Promise<void> {
  const columns = await readerOf(context).columns(await ruleRequest(query, params, context));
  if (columns.length > 0 && !columns.includes("value"))
    throw bad(
      `a query whose columns are ${columns.map((name) => `\`${name}\``).join(", ")}`,
      "Name the number with `AS value`.",
    );
}

async function ruleRequest(
  query: string,
  params: Readonly<Record<string, string>>,
  context: ApiContext,
): Promise<SqlRequest> {
  const written = checkSql(query);
  if (written.isPlan || written.query === undefined)
    throw bad("a statement that is not a query", "Write a `SELECT` with a column `value`.");
  const checked = await typed(written, context);
  return {
    text: checked.text,
    check: { query: checked.query!, written: written.query, refusal: refusalOfTree },
    params,
    maxRows: 1,
    signal: context.signal,
    priority: context.priority,
  };
}

/** With the columns of declared attributes that it names. What is checked is what runs. */
async function typed(written: CheckedSql, context: ApiContext): Promise<CheckedSql> {
  if (written.query === undefined || !mayNameTyped(written.text)) return written;
  const attributes = await readTypedAttributes(context);
  const stored = namesOtherTyped(written.text, attributes) ? await readStoredColumns(context) : [];
  const text = withTypedColumns(written.text, attributes, stored);
  return text === written.text ? written : checkSql(text);
}

/** Columns of `--typed-attribute`. */
async function readStoredColumns(context: ApiContext): Promise<readonly string[]> {
  const columns = await run<{ name: string }>(context, "sql-columns", { tables: ["spans"] });
  return columns.map(({ name }) => name).filter((name) => name.startsWith("attr_"));
}

/** The tables with their columns as they are now, those of `--typed-attribute` and of declared attributes included. */
export async function getSqlSchema(_: unknown, context: ApiContext): Promise<SqlSchema> {
  const [columns, functions, attributes] = await Promise.all([
    run<{ table: string; name: string; type: string }>(context, "sql-columns", {
      tables: readableTables.map(({ name }) => name),
    }),
    run<{ name: string }>(context, "sql-functions", {}),
    readTypedAttributes(context),
  ]);
  return {
    tables: readableTables.map(({ name, description, columns: described }) => ({
      name,
      description,
      columns: [
        ...columns
          .filter(({ table }) => table === name)
          .map((column) => ({
            name: column.name,
            type: column.type,
            description: described[column.name] ?? "",
          })),
        ...(hasAttributes(name) ? typedColumns(attributes) : []),
      ],
    })),
    functions: functions.map(({ name }) => name).filter(isKnownFunction),
  };
}

function typedColumns(attributes: TypedAttributes): SqlSchema["tables"][number]["columns"] {
  return [...attributes.values()]
    .filter(({ column }) => column !== "")
    .map((one) => ({ name: one.column, type: sqlTypeOf(one), description: describe(one) }));
}

function describe({ key, unit, members }: TypedAttribute): string {
  const named = unit === "" ? `attribute \`${key}\`` : `attribute \`${key}\` in ${unit}`;
  return members.length === 0 ? named : `${named}: ${members.join(", ")}`;
}

function readBody(body: unknown): z.output<typeof sqlQuery> {
  const parsed = sqlQuery.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw bad(
    `the body${issue === undefined || issue.path.length === 0 ? "" : ` at \`${issue.path.join(".")}\``}: ${issue?.message ?? "not an object"}`,
    'Send JSON like `{"query": "SELECT count() FROM spans", "format": "json"}`.',
  );
}

/** How many parts and rows would be read, and whether any: of all tenants together. */
function unplanned(): ProblemError {
  return new ProblemError(
    "SQL_NOT_ALLOWED",
    "The plan of a query shows how much data all tenants have together.",
    "Use `EXPLAIN SYNTAX` or `EXPLAIN AST`, or ask the operator.",
  );
}

function bad(what: string, fix: string): ProblemError {
  return new ProblemError("BAD_BODY", `Cannot use ${what}.`, fix);
}

function readerOf({ sql }: ApiContext): SqlReader {
  if (sql !== undefined) return sql;
  throw new ProblemError("SQL_UNAVAILABLE", "This console does not run SQL.", "Use a console with a store.");
}
