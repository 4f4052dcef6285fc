// What the text of a source says about mistakes, without a store.
import { joinPath, type Problem } from "catalog/problem";
import { hasSeriesValues } from "catalog/source-declaration";
import type { Source } from "../source/sources.ts";

/** Texts that cannot mean what they say: queries without a value, regular expressions where `*` stands for any text. */
export function checkTexts(source: Source, path: string): Problem[] {
  if ("sql" in source) return checkSql(source.sql, joinPath(path, "sql"));
  const patterns = ["log", "finding", "type"].flatMap((field) => {
    const text = (source as Readonly<Record<string, unknown>>)[field];
    return typeof text === "string" ? checkPattern(text, joinPath(path, field), field) : [];
  });
  return "metric" in source ? [...patterns, ...checkAcross(source, path)] : patterns;
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
  const [, writes] = /\b(insert\s+into|into\s+outfile)\b/i.exec(words) ?? [];
  if (writes !== undefined)
    return [{ path, message: `has \`${writes}\`; expected a query that only reads.`, fix: "Remove it." }];
  if (/;\s*\S/.test(words))
    return [
      { path, message: "has several statements; expected one query.", fix: "Keep the one that reads." },
    ];
  if (hasValue(words)) return [];
  return [
    { path, message: "has no column `value`.", fix: "Name the number, for example `count() AS value`." },
  ];
}

/** Whether a column of the result is called `value`, or may be. */
function hasValue(words: string): boolean {
  // the columns of a query in parentheses are within them
  const outer = words.startsWith("(") ? words : withoutParentheses(words);
  const [, columns = outer] = /\bselect\b([\s\S]*?)(?:\bfrom\b|$)/i.exec(outer) ?? [];
  return /\bvalue\b/i.test(columns) || /\*(?!\s*[\d(])/.test(columns);
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
  /^\/.*[.\\[(+^$|].*\/[a-z]*$|^\^.*\$$|\.[*+]|\\[dwsDWS](?![A-Za-z])|\[(?:0-9|a-z|A-Z)[^\]]*\]|\([^()|]+(?:\|[^()|]+)+\)/;

function checkPattern(pattern: string, path: string, field: string): Problem[] {
  if (!isExpression.test(pattern)) return [];
  return [
    {
      path,
      message: `is \`${pattern}\`, which looks like a regular expression; expected a text.`,
      fix:
        field === "type"
          ? "Write the whole type, for example `TimeoutError`."
          : "Write `*` for any text and `?` for one character, for example `payment * declined`.",
    },
  ];
}
