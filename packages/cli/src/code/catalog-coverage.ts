// Compares a catalog with the code and with what the console has seen: rows by name, and findings.
import { declarationPath, type Finding, type SourceLocation } from "catalog";
import { couldBeEmitted, type CoverageInput, type CoverageRow, coverageRows } from "./coverage-rows.ts";
import { didYouMean } from "./did-you-mean.ts";
import { findDrift } from "./drift.ts";
import { singular } from "./inventory.ts";
import { rateText } from "./observed.ts";

export interface CatalogCoverage {
  readonly rows: readonly CoverageRow[];
  readonly findings: readonly Finding[];
}

/** `find` returns the place of a part of the declaration. */
export function compareCatalog(
  input: CoverageInput,
  find: (path: string) => SourceLocation,
): CatalogCoverage {
  const rows = coverageRows(input);
  const findings = [...rows.flatMap((row) => findingsOf(row, input)), ...findDrift(input)];
  return {
    rows,
    findings: findings.map((finding) =>
      finding.location === undefined && finding.path !== undefined
        ? { ...finding, location: find(finding.path) }
        : finding,
    ),
  };
}

function findingsOf(row: CoverageRow, input: CoverageInput): readonly Finding[] {
  switch (row.state) {
    case "undeclared":
      return [undeclared(row, input)];
    case "dark":
      return [dark(row, input)];
    case "dead":
      return [dead(row, input)];
    default:
      return [];
  }
}

function undeclared({ kind, name, inCode, seen }: CoverageRow, { catalog }: CoverageInput): Finding {
  const [first, ...others] = inCode;
  const path = declarationPath(kind, name);
  const known = catalog[kind].map((thing) => thing.name);
  const more =
    others.length === 0
      ? ""
      : ` ${others.length} more ${others.length === 1 ? "place sets" : "places set"} it.`;
  if (first === undefined)
    return {
      id: "undeclared",
      level: "improvement",
      message: `The ${singular[kind]} \`${name}\` arrives at the console (${rateOf(seen)}) and is neither declared nor found in the code.${didYouMean(name, known)}`,
      fix: `Declare \`${path}\` in the catalog, or find out who sends it.`,
    };
  return {
    id: "undeclared",
    level: kind === "logs" ? "improvement" : "violation",
    message: `The ${singular[kind]} \`${name}\` is not declared in the catalog.${didYouMean(name, known)}${more}`,
    fix: `Declare \`${path}\`, or use a declared name.`,
    location: first,
  };
}

function rateOf(seen: CoverageRow["seen"]): string {
  if (seen === undefined) return "rate unknown";
  return rateText(seen);
}

function dark({ kind, name, inCode }: CoverageRow, { observed }: CoverageInput): Finding {
  const [first] = inCode;
  const since = observed === undefined ? "" : ` since ${observed.from}`;
  return {
    id: "dark",
    level: "information",
    message: `The ${singular[kind]} \`${name}\` is ${first === undefined ? "declared" : "declared and in the code"}, and the console has not seen it${since}.`,
    fix: "Check that this code runs, and that its telemetry reaches the console.",
    path: declarationPath(kind, name),
    ...(first === undefined ? {} : { location: first }),
  };
}

function dead({ kind, name }: CoverageRow, input: CoverageInput): Finding {
  const path = declarationPath(kind, name);
  const isUncertain = input.inventory.dynamic.some(
    (use) => use.parts.every((part) => part === undefined) && couldBeEmitted(input, kind, name),
  );
  const where =
    input.observed === undefined
      ? "the code does not emit it"
      : "neither the code emits it nor the console has seen it";
  return {
    id: "dead",
    level: isUncertain ? "information" : "improvement",
    message: `The ${singular[kind]} \`${name}\` is declared, but ${where}.`,
    fix: `Remove \`${path}\` from the catalog, or emit it. Keep a name that dashboards still use as \`deprecated\`.`,
    path,
  };
}
