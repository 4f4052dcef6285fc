// What the text of a source says about mistakes, without a store.
import { joinPath, type Problem } from "catalog/problem";
import { hasSeriesValues } from "catalog/source-declaration";
import type { Source } from "../source/sources.ts";

/** Texts that cannot mean what they say: queries without a value, regular expressions where `*` stands for any text. */
export function checkTexts(source: Source, path: string): Problem[] {
  if ("sql" in source) return checkSql(source.sql, joinPath(path, "sql"));
  if ("log" in source && source.log !== undefined) return checkPattern(source.log, joinPath(path, "log"));
  if ("metric" in source) return checkAcross(source, path);
  return [];
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

/** Comments and strings of SQL, in which words mean nothing. */
const opaque = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.|'')*'/g;

function checkSql(text: string, path: string): Problem[] {
  const words = text.replaceAll(opaque, " ").replace(/^[\s(]+/, "");
  const [first = ""] = /^\w*/.exec(words) ?? [];
  if (!/^(?:select|with)$/i.test(first))
    return [
      {
        path,
        message: `begins with \`${first}\`; expected a query that only reads.`,
        fix: "Begin with `SELECT` or `WITH`.",
      },
    ];
  // `*` may have the column
  if (/\bvalue\b/i.test(words) || /\*(?!\s*[\d(])/.test(words.replaceAll("count(*)", ""))) return [];
  return [
    { path, message: "has no column `value`.", fix: "Name the number, for example `count() AS value`." },
  ];
}

/** A regular expression in slashes, or with `.*`, `\\d+` and the like. */
const isExpression = /^\/.*[.\\[(+^$|].*\/[a-z]*$|\.[*+]|\\[dwsDWS][+*]/;

function checkPattern(pattern: string, path: string): Problem[] {
  if (!isExpression.test(pattern)) return [];
  return [
    {
      path,
      message: `is \`${pattern}\`, which looks like a regular expression; expected a text.`,
      fix: "Write `*` for any text and `?` for one character, for example `payment * declined`.",
    },
  ];
}
