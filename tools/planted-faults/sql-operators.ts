// The operators for the queries and the schema of the store: comparisons, conditions, units, aggregates, order and duplicates.
import type { Site } from "./fault.ts";

const comparisons: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "=": "!=",
  "!=": "=",
};
const units: Readonly<Record<string, string>> = { "1e3": "1e6", "1e6": "1e3", "1e9": "1e6", "1000": "1" };
const aggregates: Readonly<Record<string, string>> = {
  min: "max",
  max: "min",
  minIf: "maxIf",
  maxIf: "minIf",
  argMin: "argMax",
  argMax: "argMin",
  sum: "max",
  uniqExact: "count",
};

/** All places in `text` where a fault can be planted. Comments, settings of tables and hints for the index are left out. */
export function sqlSites(text: string): readonly Site[] {
  const sites: Site[] = [];
  let start = 0;
  let inSettings = false;
  for (const line of text.split("\n")) {
    inSettings = /^\s*(?:SETTINGS|ENGINE)\b/.test(line) || (inSettings && /^\s+\w+ = /.test(line));
    if (!inSettings && !/^\s*--/.test(line)) sites.push(...sitesOfLine(line, start));
    start += line.length + 1;
  }
  return sites;
}

function sitesOfLine(line: string, start: number): Site[] {
  const code = line
    .replace(/--.*$/, "")
    .replace(/'(?:[^'\\]|\\.)*'/g, (quoted) => `'${"·".repeat(quoted.length - 2)}'`);
  // it only says where to look
  if (code.includes("toStartOfHour(")) return [];
  return [
    ...swaps("comparison", code, start, /(?<= )(?:<=|>=|!=|=|<|>)(?= )/g, comparisons),
    ...swaps("unit", code, start, /(?<=[*/] )(?:1e3|1e6|1e9|1000)\b/g, units),
    ...swaps(
      "aggregate",
      code,
      start,
      /\b(?:minIf|maxIf|argMin|argMax|min|max|sum|uniqExact)(?=\()/g,
      aggregates,
    ),
    ...swaps("order", code, start, / DESC\b/g, { " DESC": "" }),
    ...droppedCondition(line, code, start),
  ];
}

/** A line of its own that begins with AND, OR or LIMIT … BY. */
function droppedCondition(line: string, code: string, start: number): Site[] {
  if (!/^\s*(?:AND|OR|LIMIT \d+ BY)\b/.test(code) || !isBalanced(code)) return [];
  return [{ operator: "condition", start, end: start + line.length, replacement: "" }];
}

function isBalanced(code: string): boolean {
  return code.split("(").length === code.split(")").length && !/\bCASE\b|\{[^}]*$/.test(code);
}

function swaps(
  operator: string,
  code: string,
  start: number,
  pattern: RegExp,
  others: Readonly<Record<string, string>>,
): Site[] {
  return [...code.matchAll(pattern)].map(({ 0: found, index }) => ({
    operator,
    start: start + index,
    end: start + index + found.length,
    replacement: others[found] ?? "",
  }));
}
