// Prints findings, of every command in one form: for people, for programs, and as annotations of GitHub Actions.
import { type Finding, type FindingLevel, findingLevels } from "catalog";
import { workflowCommand } from "quoting/github";
import { jsonText } from "quoting/json";
import { code, markdown, type Markdown, prose, tableRow, text } from "quoting/markdown";
import { printable, visible } from "quoting/terminal";
import { lines, type Written } from "quoting/written";
import type { Values } from "../command.ts";
import { wrongUsage } from "../failure.ts";

const formats = ["text", "json", "github", "markdown"] as const;
export type FindingFormat = (typeof formats)[number];

/** @throws {Failure} for an unknown format. */
export function readFormat(value: Values[string]): FindingFormat {
  const format = formats.find((one) => one === (value ?? "text"));
  if (format !== undefined) return format;
  throw wrongUsage(`There is no format \`${value}\`.`, `Pass one of ${formats.join(", ")} to \`--format\`.`);
}

/** The findings as text in `format`, the worst first within each file. */
export function printFindings(findings: readonly Finding[], format: FindingFormat): Written {
  const sorted = findings.toSorted(byPlace);
  switch (format) {
    case "json":
      return jsonText({ findings: sorted, summary: countLevels(sorted) });
    case "github":
      return lines(sorted.map(githubLine));
    case "markdown":
      return markdownTable(sorted);
    case "text":
      return visible([...sorted.map(textLine), summarize(sorted)].join("\n"));
  }
}

const place = ({ location }: Finding): string =>
  location === undefined ? "" : `${location.file}:${location.line}:${location.column}`;

function byPlace(a: Finding, b: Finding): number {
  const { file, line, column } = a.location ?? nowhere;
  const other = b.location ?? nowhere;
  return (
    compareText(file, other.file) ||
    line - other.line ||
    column - other.column ||
    findingLevels.indexOf(a.level) - findingLevels.indexOf(b.level) ||
    compareText(a.id + a.message, b.id + b.message)
  );
}

const nowhere = { file: "", line: 0, column: 0 };
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function textLine(finding: Finding): string {
  const where = place(finding);
  const head = printable(
    `${where === "" ? "" : `${where}  `}${finding.level}  ${finding.message} (${finding.id})`,
  );
  return finding.fix === undefined ? head : `${head}\n    ${printable(finding.fix)}`;
}

function countLevels(findings: readonly Finding[]): Record<FindingLevel, number> {
  const counts = { violation: 0, improvement: 0, information: 0 };
  for (const { level } of findings) counts[level] += 1;
  return counts;
}

function summarize(findings: readonly Finding[]): string {
  if (findings.length === 0) return "No findings.";
  const counts = countLevels(findings);
  const parts = [
    counted(counts.violation, "violation"),
    counted(counts.improvement, "improvement"),
    counts.information === 0 ? "" : `${counts.information} information`,
  ].filter((part) => part !== "");
  return `${counted(findings.length, "finding")}: ${parts.join(", ")}.`;
}

const counted = (count: number, noun: string): string =>
  count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;

const githubLevels = { violation: "error", improvement: "warning", information: "notice" } as const;

function githubLine({ id, level, message, fix, location }: Finding): Written<"github"> {
  const { file, line, column: col } = location ?? {};
  return workflowCommand(
    githubLevels[level],
    { file, line, col, title: id },
    fix === undefined ? message : `${message}\n${fix}`,
  );
}

function markdownTable(findings: readonly Finding[]): Markdown {
  if (findings.length === 0) return text("No findings.");
  const rows = findings.map((finding) => {
    const fix = finding.fix === undefined ? "" : ` ${finding.fix}`;
    const where = place(finding);
    return tableRow([
      text(finding.level),
      where === "" ? markdown`` : code(where),
      prose(finding.message + fix),
      code(finding.id),
    ]);
  });
  return lines([
    tableRow(["Level", "Location", "Finding", "Rule"].map(text)),
    markdown`| --- | --- | --- | --- |`,
    ...rows,
    markdown``,
    text(summarize(findings)),
  ]);
}
