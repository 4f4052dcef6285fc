// Reads an application, judges its places, and prints the score and what is dark.
import path from "node:path";
import type { Finding } from "catalog";
import { jsonText } from "quoting/json";
import { code as markdownCode, codeBlock, markdown, type Markdown, prose } from "quoting/markdown";
import { printable, visible } from "quoting/terminal";
import { lines as linesOf, type Written } from "quoting/written";
import { emit, textOf } from "../../catalog/options.ts";
import { printFindings, readFormat } from "../../catalog/print-findings.ts";
import type { Surroundings, Values } from "../../command.ts";
import { readConsole } from "../../console.ts";
import { exitCode, wrongUsage } from "../../failure.ts";
import type { Code } from "../read-code.ts";
import { readCode } from "../read-code.ts";
import { readObserved } from "../observed.ts";
import { markdownTable, textTable } from "../run-catalog-coverage.ts";
import { readSmallFile } from "../small-file.ts";
import { findPoints } from "./find-points.ts";
import { type Surveyed, survey } from "./instrumented.ts";
import { darkOf, type Score, scoreOf } from "./score.ts";
import { snippetFor } from "./snippets.ts";

export async function runApplicationCoverage(
  folder = ".",
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const format = readFormat(values["format"]);
  const least = readScore(textOf(values, "fail-under"));
  const console = readConsole(values, surroundings);
  const code = readCode(folder, surroundings, { includeTests: values["tests"] === true });
  const observed = console && (await readObserved(console, values));
  const isRegistered = values["registered"] === true || startsRegistered(folder, code);
  const surveyed = survey(findPoints(code.project), {
    project: code.project,
    uses: code.uses,
    isRegistered,
    observed,
  });
  const score = scoreOf(surveyed);
  emit(show(score, surveyed, format), values, surroundings);
  return score.score < least ? exitCode.failed : exitCode.ok;
}

function readScore(text: string | undefined): number {
  const score = Number(text ?? 0);
  if (text?.trim() === "" || !(score >= 0 && score <= 100))
    throw wrongUsage(
      `Cannot use \`--fail-under ${text}\`: expected a number from 0 to 100.`,
      "Pass for example `--fail-under 80`.",
    );
  return score;
}

/** Whether the package's scripts, or the code itself, load `telltale/register`. */
function startsRegistered(folder: string, { project }: Code): boolean {
  if (project.modules.some(({ imports }) => imports.includes("telltale/register"))) return true;
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    try {
      const { scripts = {} } = JSON.parse(readSmallFile(path.join(at, "package.json")) ?? "") as {
        scripts?: object;
      };
      return JSON.stringify(scripts).includes("telltale/register");
    } catch {
      if (path.dirname(at) === at) return false;
    }
  }
}

function show(score: Score, surveyed: readonly Surveyed[], format: ReturnType<typeof readFormat>): Written {
  const dark = darkOf(surveyed);
  if (format === "json")
    return jsonText({
      ...score,
      dark: dark.map(toJson),
      covered: surveyed.filter(({ by }) => by !== undefined).map(toJson),
    });
  const findings = dark.map(toFinding);
  if (format === "github") return printFindings(findings, format);
  const table = [
    ["", "covered", "all", "weight"],
    ...score.kinds.map(({ kind, covered, all, weight }) => [
      kind,
      String(covered),
      String(all),
      String(weight),
    ]),
  ];
  const head = `Coverage: ${score.score} of 100 (100 × Σ weight of covered ÷ Σ weight of all)`;
  if (format === "markdown")
    return linesOf([
      markdown`## ${prose(head)}\n`,
      ...markdownTable(table),
      markdown``,
      ...dark.map(markdownEntry),
    ]);
  const lines = dark.flatMap((one) => [
    `${placeText(one)}  ${titleOf(one)}`,
    ...snippetFor(one.place)
      .split("\n")
      .map((line) => `    ${line}`),
  ]);
  const texts = [
    head,
    "",
    ...textTable(table),
    "",
    ...(lines.length === 0 ? ["Nothing is dark."] : ["Dark, the busiest first:", "", ...lines]),
  ];
  return visible(texts.join("\n"));
}

function placeText({ place: { module, node } }: Surveyed): string {
  const { file, line, column } = module.locationOf(node);
  return printable(`${file}:${line}:${column}`);
}

function titleOf({ place: { kind, name }, perSecond }: Surveyed): string {
  const rate = perSecond > 0 ? ` (${perSecond.toPrecision(2)}/s near it)` : "";
  return printable(`${kind}${name === "" ? "" : ` \`${name}\``}${rate}`);
}

function markdownEntry(one: Surveyed): Markdown {
  const block = codeBlock(snippetFor(one.place), "ts", 2);
  return markdown`- ${markdownCode(placeText(one))} ${prose(titleOf(one))}\n\n${block}\n`;
}

function toFinding(one: Surveyed): Finding {
  const { place } = one;
  return {
    id: `dark-${place.kind.replaceAll(" ", "-")}`,
    level: "improvement",
    message: `No telemetry covers the ${titleOf(one)}.`,
    fix: snippetFor(place),
    location: place.module.locationOf(place.node),
  };
}

function toJson(one: Surveyed): object {
  const { place, by, perSecond } = one;
  const { kind, name, library, module, node } = place;
  return {
    kind,
    name,
    library,
    location: module.locationOf(node),
    by,
    perSecond,
    ...(by === undefined ? { snippet: snippetFor(place) } : {}),
  };
}
