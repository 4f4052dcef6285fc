// Checks a catalog and prints the findings.
import { isRuleMistake } from "alerts";
import type { Catalog, Finding } from "catalog";
import { catalogRules, checkCatalog } from "catalog/check";
import { visible } from "quoting/terminal";
import { unknownNames } from "../alerts/catalog-names.ts";
import { type PlacedProblem, readRulesWith } from "../alerts/rule-files.ts";
import type { Surroundings, Values } from "../command.ts";
import { exitCode, wrongUsage } from "../failure.ts";
import { readConventions } from "./conventions.ts";
import { readFailOn } from "./fail-on.ts";
import { loadDeclaration, resolveDeclaration } from "./load.ts";
import { emit, listOf, textOf } from "./options.ts";
import { printFindings, readFormat } from "./print-findings.ts";

export async function runCheck(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  if (values["rules"] === true) {
    emit(visible(listRules()), values, surroundings);
    return exitCode.ok;
  }
  const format = readFormat(values["format"]);
  const failOn = readFailOn(textOf(values, "fail-on") ?? "improvement");
  const ignore = readIgnore(listOf(values, "ignore"));
  const loaded = await loadDeclaration(file, { exportName: textOf(values, "export") });
  const { catalog, mistakes } = resolveDeclaration(loaded);
  const found =
    catalog === undefined
      ? mistakes
      : checkCatalog(catalog, { conventions: readConventions().catalog, ignore });
  const findings = found.map((finding): Finding => ({
    ...finding,
    location: loaded.locations.find(finding.path ?? ""),
  }));
  const place = textOf(values, "alerts");
  if (place !== undefined && catalog !== undefined) findings.push(...(await ruleFindings(place, catalog)));
  emit(printFindings(findings, format), values, surroundings);
  return findings.some(({ level }) => failOn.has(level)) ? exitCode.failed : exitCode.ok;
}

/** Mistakes in files of rules, among them names that the catalog does not declare. */
async function ruleFindings(place: string, catalog: Catalog): Promise<readonly Finding[]> {
  try {
    await readRulesWith(place, (rules) => unknownNames(rules, catalog));
    return [];
  } catch (error) {
    if (!isRuleMistake(error)) throw error;
    return (error.problems as readonly PlacedProblem[]).map(({ path, message, fix, location }) => ({
      id: "alert-rules",
      level: "violation",
      message: `${location === undefined ? path : path.replace(/^.*?:(?:\d+:)? |^line \d+: /, "")}: ${message}`,
      fix,
      ...(location !== undefined && { location }),
    }));
  }
}

function listRules(): string {
  const width = Math.max(...catalogRules.map(({ id }) => id.length));
  return catalogRules
    .map(({ id, level, summary }) => `${id.padEnd(width)}  ${level.padEnd(11)}  ${summary}`)
    .join("\n");
}

function readIgnore(lists: readonly string[]): ReadonlySet<string> {
  const ids = lists.flatMap((list) => list.split(",")).filter((id) => id !== "");
  const unknown = ids.find((id) => !catalogRules.some((rule) => rule.id === id));
  if (unknown !== undefined)
    throw wrongUsage(`There is no rule \`${unknown}\`.`, "`telltale catalog check --rules` lists the rules.");
  return new Set(ids);
}
