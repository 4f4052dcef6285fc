// Checks a catalog and prints the findings.
import type { Finding } from "catalog";
import { catalogRules, checkCatalog } from "catalog/check";
import { visible } from "quoting/terminal";
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
  emit(printFindings(findings, format), values, surroundings);
  return findings.some(({ level }) => failOn.has(level)) ? exitCode.failed : exitCode.ok;
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
