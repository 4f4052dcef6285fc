// Which files are tests, and what Vitest runs before those of a project: from the projects of its configuration.
import path from "node:path";

interface Project {
  readonly test?: {
    readonly name?: unknown;
    readonly include?: readonly string[];
    readonly exclude?: readonly string[];
    readonly globalSetup?: string | readonly string[];
  };
}

/** Test files of the repository, each with the files that its projects run first. */
export type TestFiles = ReadonlyMap<string, readonly string[]>;

/** Gives the test files among `files`, by the projects of vitest.config.ts: those of all runs, whichever is on. */
export async function testFilesOf(files: Iterable<string>): Promise<TestFiles> {
  const projects = (await projectsOfAllRuns()).map((project) => membership(project as Project));
  const found = new Map<string, readonly string[]>();
  for (const file of files) {
    if (!/\.test\.tsx?$/.test(file)) continue;
    const own = projects.filter(({ has }) => has(file));
    if (own.length > 0)
      found.set(
        file,
        own.flatMap(({ setup }) => setup),
      );
  }
  return found;
}

async function projectsOfAllRuns(): Promise<readonly unknown[]> {
  const { TELLTALE_TESTS: chosen } = process.env;
  delete process.env["TELLTALE_TESTS"];
  try {
    const { default: config } = (await import("../../vitest.config.ts")) as {
      readonly default: { readonly test?: { readonly projects?: readonly unknown[] } };
    };
    return config.test?.projects ?? [];
  } finally {
    if (chosen !== undefined) process.env["TELLTALE_TESTS"] = chosen;
  }
}

function membership({ test = {} }: Project) {
  const [included, excluded] = [matcher(test.include ?? []), matcher(test.exclude ?? [])];
  return {
    has: (file: string): boolean => included(file) && !excluded(file),
    setup: [test.globalSetup ?? []].flat(),
  };
}

/** Most patterns are paths of single files. */
function matcher(patterns: readonly string[]): (file: string) => boolean {
  const paths = new Set(patterns.filter((pattern) => !/[*{[]/.test(pattern)));
  const globs = patterns.filter((pattern) => !paths.has(pattern));
  return (file) => paths.has(file) || globs.some((glob) => path.matchesGlob(file, glob));
}
