// `telltale-console doctor`: checks whether a console can run here, and tests the one that runs: it sends a span over each protocol and
// reads it back. Each finding says what to do.
import type { Config } from "../config.ts";
import type { DoctorValues } from "../config/commands.ts";
import { type Finding, findingOf, toLine } from "./finding.ts";
import { checkConsole } from "./console-checks.ts";
import { findRunning } from "./find-running.ts";
import { portChecks, startChecks } from "./start-checks.ts";

/** Checks, prints the findings, and resolves to the exit code: 0 when nothing failed. */
export async function runDoctor(
  config: Config,
  { url, format }: DoctorValues,
  print: (line: string) => void,
): Promise<0 | 1> {
  const findings: Finding[] = [];
  const isJson = format === "json";
  function add(finding: Finding): void {
    findings.push(finding);
    if (!isJson) print(toLine(finding));
  }
  const page = url ?? (await findRunning(config));
  const isRemote = url !== undefined;
  if (!isRemote) for (const check of startChecks(config)) add(await findingOf(check));
  // a console that runs here has the ports
  if (page === undefined) for (const check of portChecks(config)) add(await findingOf(check));
  else await checkConsole({ page, config, isRemote, add });
  const failed = findings.filter(({ status }) => status === "fail").length;
  if (isJson) print(JSON.stringify({ ok: failed === 0, console: page ?? null, checks: findings }));
  else print(conclusion(failed, page));
  return failed === 0 ? 0 : 1;
}

function conclusion(failed: number, page: string | undefined): string {
  if (failed > 0) return `${failed} of the checks failed.`;
  return page === undefined ? "The console can run here." : `The console at ${page} works.`;
}
