// Reads the code of a project from disk: its files, parsed and joined, with everything in them that emits telemetry.
import path from "node:path";
import type { Surroundings } from "../command.ts";
import { findUses } from "./find-uses.ts";
import { createProject, type Project } from "./project.ts";
import { readSources } from "./source-files.ts";
import { parseModule, type SourceModule, type SyntaxProblem } from "./source-module.ts";
import type { Use } from "./use.ts";

export interface Code {
  readonly project: Project;
  readonly uses: readonly Use[];
  /** Files that cannot be parsed. They are left out. */
  readonly problems: readonly SyntaxProblem[];
}

/** Reads all sources below `folder`. Locations have paths from `base`, the working directory by default. */
export function readCode(
  folder: string,
  { report, progress }: Pick<Surroundings, "report" | "progress">,
  {
    base = process.cwd(),
    includeTests = false,
  }: { readonly base?: string; readonly includeTests?: boolean } = {},
): Code {
  const modules: SourceModule[] = [];
  const problems: SyntaxProblem[] = [];
  const prefix = path.relative(base, path.resolve(folder)).split(path.sep).join("/");
  for (const { name, source } of readSources(folder, report, includeTests)) {
    const parsed = parseModule(prefix === "" ? name : `${prefix}/${name}`, source);
    if ("program" in parsed) modules.push(parsed);
    else problems.push(parsed);
    if (modules.length % 50 === 0) progress?.(`${modules.length} files read`);
  }
  progress?.("");
  for (const { message, location } of problems)
    report(`${location.file}:${location.line}:${location.column}: cannot be parsed: ${message}. Skipped.`);
  const project = createProject(modules);
  return { project, uses: findUses(project), problems };
}
