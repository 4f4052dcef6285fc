// Compares a catalog with code and console, and prints the result.
import { resolveCatalog } from "catalog";
import type { CatalogObservedResult } from "contract";
import { jsonText } from "quoting/json";
import { markdown, type Markdown, prose, tableRow, text } from "quoting/markdown";
import { printable, visible } from "quoting/terminal";
import { lines as linesOf, type Written } from "quoting/written";
import { readFailOn } from "../catalog/fail-on.ts";
import { loadCatalog } from "../catalog/load.ts";
import { emit, textOf } from "../catalog/options.ts";
import { printFindings, readFormat } from "../catalog/print-findings.ts";
import type { Surroundings, Values } from "../command.ts";
import { readConsole } from "../console.ts";
import { exitCode } from "../failure.ts";
import { type CatalogCoverage, compareCatalog } from "./catalog-coverage.ts";
import { isConvention } from "../catalog/conventions.ts";
import { coveredKinds, type CoverageState } from "./coverage-rows.ts";
import { errorClasses } from "./error-classes.ts";
import { type Inventory, takeInventory } from "./inventory.ts";
import { readObserved } from "./observed.ts";
import { readCode } from "./read-code.ts";

export async function runCatalogCoverage(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const format = readFormat(values["format"]);
  const failOn = readFailOn(textOf(values, "fail-on") ?? "violation");
  const console = readConsole(values, surroundings);
  const loaded = await loadCatalog(file, { exportName: textOf(values, "export") });
  const catalog = resolveCatalog(loaded.declaration, { isConvention: isKnown });
  const code = readCode(textOf(values, "code") ?? ".", surroundings, {
    includeTests: values["tests"] === true,
  });
  const inventory = takeInventory(code.uses);
  const observed = console && (await readObserved(console, values));
  const input = { catalog, inventory, errors: errorClasses(code.project), observed, isConvention };
  const coverage = compareCatalog(input, (path) => loaded.locations.find(path));
  emit(show(coverage, inventory, format, observed), values, surroundings);
  return coverage.findings.some(({ level }) => failOn.has(level)) ? exitCode.failed : exitCode.ok;
}

const isKnown = (kind: string, name: string): boolean =>
  kind === "entities" || isConvention(kind as "attributes", name);

function show(
  { rows, findings }: CatalogCoverage,
  inventory: Inventory,
  format: ReturnType<typeof readFormat>,
  observed: CatalogObservedResult | undefined,
): Written {
  const dynamic = inventory.dynamic.map(({ call, kind, location }) => ({ call, kind, location }));
  if (format === "json")
    return jsonText({ rows, dynamic, ...(JSON.parse(printFindings(findings, "json")) as object) });
  if (format === "github") return printFindings(findings, format);
  const lines = dynamic.map(({ call, location: { file, line, column } }) =>
    printable(`${file}:${line}:${column} (\`${call}\`)`),
  );
  const table = summaryTable(rows, observed !== undefined);
  if (format === "markdown")
    return linesOf([
      markdown`## Catalog coverage\n`,
      ...markdownTable(table),
      markdown``,
      printFindings(findings, format),
      ...(lines.length === 0 ? [] : [markdown`\nNames that are made at run time:\n`]),
      ...lines.map((line) => markdown`- ${prose(line)}`),
    ]);
  const texts = [
    ...textTable(table),
    "",
    ...(lines.length === 0
      ? []
      : ["Names that are made at run time, and are not compared:", ...lines.map((line) => `  ${line}`), ""]),
    printFindings(findings, format),
  ];
  return visible(texts.join("\n"));
}

type Table = readonly (readonly string[])[];

/** How many names of each kind are in each state. */
function summaryTable(rows: CatalogCoverage["rows"], isOnline: boolean): Table {
  const states: readonly CoverageState[] = isOnline
    ? ["used", "dark", "dead", "undeclared"]
    : ["used", "unknown", "dead", "undeclared"];
  const found = coveredKinds.filter((kind) => rows.some((row) => row.kind === kind));
  const cells = found.map((kind) => [
    kind,
    ...states.map((state) => String(rows.filter((row) => row.kind === kind && row.state === state).length)),
  ]);
  return [["", ...states], ...cells];
}

export function textTable(table: Table): readonly string[] {
  const widths = table[0]!.map((_, index) => Math.max(...table.map((row) => row[index]!.length)));
  return table.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!)))
      .join("  ")
      .trimEnd(),
  );
}

const rowOf = (cells: readonly string[]): Markdown => tableRow(cells.map(text));

export function markdownTable([head, ...rows]: Table): readonly Markdown[] {
  return [rowOf(head!), tableRow(head!.map(() => markdown`---`)), ...rows.map(rowOf)];
}
