// What the text of a source says about mistakes, without a store.
import { joinPath, type Problem } from "catalog/problem";
import { hasSeriesValues } from "catalog/source-declaration";
import type { Source } from "../source/sources.ts";
import { checkExpressions } from "./check-expressions.ts";

/** Fields whose text is a pattern, and those whose text is the whole name. */
const patternFields = ["log", "finding"] as const;
const nameFields = ["event", "service", "metric", "transaction", "funnel", "workflow"] as const;
/** Steps of a funnel and states of a workflow. */
const partFields = ["from", "to", "state"] as const;

/** Texts that cannot mean what they say: queries without a value, regular expressions, which no field takes. */
export function checkTexts(source: Source, path: string): Problem[] {
  if ("sql" in source) return checkSql(source.sql, joinPath(path, "sql"));
  const fields = Object.entries(source).flatMap(([field, text]) => {
    const check = checks.get(field);
    return check === undefined ? [] : checkPattern(text, joinPath(path, field), check.isWrong, check.fix);
  });
  const where = "where" in source ? source.where : undefined;
  const values = Object.entries(where ?? {}).flatMap(([name, value]) =>
    checkPattern(value, joinPath(joinPath(path, "where"), name), isPlainExpression, fixOfValue),
  );
  return [...fields, ...values, ...("metric" in source ? checkAcross(source, path) : [])];
}

/** Regular expressions among the labels of a silence. */
export function checkLabels(labels: Readonly<Record<string, string>>, path: string): Problem[] {
  return Object.entries(labels).flatMap(([name, value]) =>
    checkPattern(value, joinPath(path, name), isLabelExpression, fixOfLabel),
  );
}

function checkAcross({ across, aggregation = "last" }: MetricSource, path: string): Problem[] {
  if (across === undefined || hasSeriesValues(aggregation)) return [];
  return [
    {
      path: joinPath(path, "across"),
      message: `has no meaning for \`${aggregation}\`, which adds all series.`,
      fix: "Remove it, or choose `last`, `average`, `min` or `max`.",
    },
  ];
}

type MetricSource = Extract<Source, { readonly metric: string }>;

/** Comments, strings, names in quotes and parameters of SQL, in which words mean nothing. */
const opaque =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`\\]|\\.|``)*`|\{[^{}]*\}/g;

/** The place of a name or a parameter is kept, as a number. */
function withoutOpaque(sql: string): string {
  return sql.replaceAll(opaque, (one) => {
    if (/^(["`])value\1$/i.test(one)) return " value ";
    return /^["`{]/.test(one) ? " 0 " : " ";
  });
}

/** Statements that write, also behind `WITH`. */
const writing = /\b(insert\s+(?:into|function)|into\s+outfile|delete\s+from|update\s+\S+\s+set)\b/i;

function checkSql(text: string, path: string): Problem[] {
  const words = withoutOpaque(text).trim();
  const [first = ""] = /^\w*/.exec(words.replace(/^[\s(]+/, "")) ?? [];
  if (!/^(?:select|with)$/i.test(first))
    return [
      {
        path,
        message: `begins with \`${first}\`; expected a query that only reads.`,
        fix: "Begin with `SELECT` or `WITH`.",
      },
    ];
  const [, writes] = writing.exec(words) ?? [];
  if (writes !== undefined)
    return [{ path, message: `has \`${writes}\`; expected a query that only reads.`, fix: "Remove it." }];
  if (/;\s*\S/.test(words))
    return [
      { path, message: "has several statements; expected one query.", fix: "Keep the one that reads." },
    ];
  if (hasValue(words)) return checkExpressions(text, path);
  return [
    { path, message: "has no column `value`.", fix: "Name the number, for example `count() AS value`." },
  ];
}

/** A column that may be called `value`, and has no other name. */
const isValue = (column: string): boolean =>
  /\bvalue\b/i.test(column) && !/\bvalue\s+as\b(?!\s*value\b)/i.test(column);

/** Whether a column of the result is called `value`, or may be. */
function hasValue(words: string): boolean {
  // the columns of a query in parentheses are within them
  const outer = words.startsWith("(") ? words : withoutParentheses(words);
  const [, columns = outer] = /\bselect\b([\s\S]*?)(?:\bfrom\b|$)/i.exec(outer) ?? [];
  return columns.split(",").some(isValue) || /\*(?!\s*[\d(])/.test(columns);
}

/** Arguments of functions and inner queries name no columns of the result. */
function withoutParentheses(text: string): string {
  let depth = 0;
  let outer = "";
  for (const one of text) {
    if (one === "(") depth++;
    // between two words
    if (depth === 0) outer += one;
    else if (one === ")") outer += --depth === 0 ? " " : "";
  }
  return outer;
}

/** A regular expression in slashes, with both anchors, or with `.*`, `[0-9]`, `\\d` and the like. */
const isExpression =
  /^\/.*[.\\[(+^$|].*\/[a-z]*$|^\^.*\$$|^\^\w{2}|\.[*+]|\\[dwsDWS](?![A-Za-z])|\[(?:0-9|a-z|A-Z)[^\]]*\]|\([^()|]+(?:\|[^()|]+)+\)/;

/** Both anchors, or `.*` at the beginning, of a value that has no slash: routes, addresses and SQL have these characters, too. */
const isPlainExpression = /^(?!.*\/)(?:\^.*\$$|\.\*)/;
/** An anchor before a word, `.*`, `.+`, `\\.` or `\\d+` in a name that has no slash: names may be routes, or have words in brackets. */
const isNameExpression = /^\^.*\$$|^\^\w|^[^/]*(?:\.[*+]|\\(?:\.|[dws][*+]))/;
/** As that, where `2.*` is any text that begins with `2.`. */
const isLabelExpression = /^(?!.*\/)(?:\^|\.\*|.*(?:\.\+|\([^()|]+(?:\|[^()|]+)+\)))/;

const fixOfPattern =
  "Write `*` for any text and `?` for one character, for example `payment * declined`; `?` also for a character such as `^` that the text has.";
const fixOfLabel = "Write `*` for any text and `?` for one character, for example `eu-*`.";
const fixOfValue = "Write the whole value: a condition on an attribute compares it as it is.";
const fixOfType = "Write the whole type, for example `TimeoutError`.";
const fixOfPart = "Write the whole name of the step or state.";
const fixOfName = (field: string): string => `Write the whole name of the ${field}.`;

/** What the text of a field may not be. */
const checks: ReadonlyMap<string, { readonly isWrong: RegExp; readonly fix: string }> = new Map([
  ...patternFields.map((field) => [field, { isWrong: isExpression, fix: fixOfPattern }] as const),
  ["type", { isWrong: isExpression, fix: fixOfType }],
  ...nameFields.map((field) => [field, { isWrong: isNameExpression, fix: fixOfName(field) }] as const),
  ...partFields.map((field) => [field, { isWrong: isNameExpression, fix: fixOfPart }] as const),
]);

function checkPattern(text: unknown, path: string, isWrong: RegExp, fix: string): Problem[] {
  if (typeof text !== "string" || !isWrong.test(text)) return [];
  return [{ path, message: `is \`${text}\`, which looks like a regular expression; expected a text.`, fix }];
}
