// How many lines telemetry takes in a file: those that the same job without telemetry does not have, whatever their indentation.
// Blank lines and comments are not lines; imports are. A line that was changed counts as one.
import { readFileSync } from "node:fs";

/** The eight jobs; each is in plain/, stock/ and telltale/ under its name. */
export const patterns = [
  "function-span",
  "nested-spans",
  "decorator",
  "resource",
  "async-work",
  "errors",
  "milestones",
  "conditional",
] as const;

export type Pattern = (typeof patterns)[number];
export type Side = "plain" | "stock" | "telltale";

/** The lines of `side` that are there for telemetry. */
export function telemetryLines(pattern: Pattern, side: "stock" | "telltale"): string[] {
  const plain = linesOf(pattern, "plain");
  return linesOf(pattern, side).filter((line) => {
    const at = plain.indexOf(line);
    if (at < 0) return true;
    plain.splice(at, 1);
    return false;
  });
}

function linesOf(pattern: Pattern, side: Side): string[] {
  const text = readFileSync(new URL(`./${side}/${pattern}.ts`, import.meta.url), "utf8");
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("//"));
}
