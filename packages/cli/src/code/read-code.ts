// Reads the code of a project from disk: its files, parsed and joined, with everything in them that emits telemetry.
import path from "node:path";
import type { Surroundings } from "../command.ts";
import { wrongUsage } from "../failure.ts";
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

interface CodeOptions {
  readonly base?: string;
  readonly includeTests?: boolean;
  /** Whether a folder without sources is as good as any other. */
  readonly mayBeEmpty?: boolean;
}

/**
 * Reads all sources below `folder`. Locations have paths from `base`, the working directory by default.
 * @throws {Failure} when there is no such folder, and when it has no sources.
 */
export function readCode(
  folder: string,
  { report, progress }: Pick<Surroundings, "report" | "progress">,
  { base = process.cwd(), includeTests = false, mayBeEmpty = false }: CodeOptions = {},
): Code {
  const modules: SourceModule[] = [];
  const problems: SyntaxProblem[] = [];
  const prefix = path.relative(base, path.resolve(folder)).split(path.sep).join("/");
  for (const { name, source } of readSources(folder, report, { includeTests })) {
    const parsed = parseModule(prefix === "" ? name : `${prefix}/${name}`, source);
    if ("program" in parsed) modules.push(parsed);
    else problems.push(parsed);
    if (modules.length % 50 === 0) progress?.(`${modules.length} files read`);
  }
  progress?.("");
  if (modules.length + problems.length === 0 && !mayBeEmpty)
    throw wrongUsage(
      `There is no source file in ${folder}: looked for .ts, .tsx, .js and .jsx outside of node_modules and of what .gitignore excludes.`,
      "Pass the folder with your sources, for example `src`.",
    );
  for (const { message, location } of problems)
    report(`${location.file}:${location.line}:${location.column}: cannot be parsed: ${message}. Skipped.`);
  const project = createProject(modules);
  return { project, uses: findUses(project), problems };
}
