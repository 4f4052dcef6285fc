// Prints findings, of every command in one form: for people, for programs, and as annotations of GitHub Actions.
import { type Finding, type FindingLevel, findingLevels, printable } from "catalog";
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
export function printFindings(findings: readonly Finding[], format: FindingFormat): string {
  const sorted = findings.toSorted(byPlace);
  switch (format) {
    case "json":
      return JSON.stringify({ findings: sorted, summary: countLevels(sorted) }, null, 2);
    case "github":
      return sorted.map(githubLine).join("\n");
    case "markdown":
      return markdownTable(sorted);
    case "text":
      return [...sorted.map(textLine), summarize(sorted)].join("\n");
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

const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** A workflow command, with the escapes that GitHub documents. */
function githubLine({ id, level, message, fix, location }: Finding): string {
  const properties = [
    ...(location === undefined
      ? []
      : [`file=${property(location.file)}`, `line=${location.line}`, `col=${location.column}`]),
    `title=${property(id)}`,
  ];
  return `::${githubLevels[level]} ${properties.join(",")}::${data(fix === undefined ? message : `${message}\n${fix}`)}`;
}

const cell = (text: string): string =>
  printable(text).replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;");

function markdownTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return "No findings.";
  const rows = findings.map((finding) => {
    const fix = finding.fix === undefined ? "" : ` ${finding.fix}`;
    return `| ${finding.level} | \`${cell(place(finding))}\` | ${cell(finding.message + fix)} | \`${finding.id}\` |`;
  });
  return [
    "| Level | Location | Finding | Rule |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    summarize(findings),
  ].join("\n");
}
