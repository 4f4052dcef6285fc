// The test files of a checkout, and for a fault: which can find it, in three tiers, the cheapest first, the likeliest first in each.
import type { Fault } from "./fault.ts";
import { reaching, type Users } from "./graph.ts";

/** `unit`: of one file, without processes. `whole`: with the store, processes and pages. `rest`: packages, images, end to end. */
export type Tier = "unit" | "whole" | "rest";
export const tiers: readonly Tier[] = ["unit", "whole", "rest"];

/** A test file as Vitest lists it, from the root of the checkout. */
export interface TestFile {
  readonly file: string;
  readonly project: string;
}

/** All that is known of a checkout. */
export interface Suite {
  readonly tests: readonly TestFile[];
  readonly users: Users;
  /** Packages by the folders of packages that contain them when they are built. */
  readonly builtInto: ReadonlyMap<string, readonly string[]>;
  /** For faults that had a probe: the test files that reach it (`reach.ts`). */
  readonly reached?: ReadonlyMap<string, ReadonlySet<string>>;
}

const slowProjects = new Set(["packed", "images", "e2e"]);

export function tierOf({ file, project }: TestFile): Tier {
  if (slowProjects.has(project) || /^(?:e2e|deploy\/images)\//.test(file)) return "rest";
  // those of tools and examples may use what is built
  return /^packages\/[^/]+\/src\//.test(file) ? "unit" : "whole";
}

/** The test files that can find `fault`, likeliest first; those of images, which are built first, come last. */
export function testsFor(
  fault: Fault,
  tier: Tier,
  { tests, users, builtInto, reached }: Suite,
): readonly string[] {
  const reaches = reached?.get(fault.id);
  const distances = reaching(fault.file, users);
  const name = fault.file.split("/")[1] ?? "";
  const folders = [name, ...(builtInto.get(name) ?? [])].map((one) => `packages/${one}/`);
  const canFind = ({ file }: TestFile): boolean => {
    if (reaches !== undefined) return reaches.has(file);
    if (distances.has(file)) return true;
    if (tier === "unit") return false;
    if (tier === "whole") return file.startsWith(`packages/${name}/`);
    return !file.startsWith("packages/") || folders.some((folder) => file.startsWith(folder));
  };
  const score = (file: string): number =>
    likeness(fault.file, file) - (distances.get(file) ?? 12) - (file.startsWith("deploy/") ? 20 : 0);
  return tests
    .filter((test) => tierOf(test) === tier && canFind(test))
    .map(({ file }) => ({ file, score: score(file) }))
    .toSorted((a, b) => b.score - a.score || (a.file < b.file ? -1 : 1))
    .map(({ file }) => file);
}

/** How much the names and folders of two files have in common. */
export function likeness(source: string, test: string): number {
  if (test === source.replace(/(\.tsx?|\.sql)$/, ".test$1")) return 100;
  const own = wordsOf(source);
  const others = wordsOf(test.replace(/\.test\.tsx?$/, ""));
  const shared = [...own].filter((word) => others.has(word)).length;
  return 4 * shared + (test.split("/")[1] === source.split("/")[1] ? 4 : 0);
}

const meaningless = new Set(["src", "test", "part", "index", "api", "read", "page"]);

/** The words of a path without its package, in the singular. */
function wordsOf(file: string): ReadonlySet<string> {
  const words = file
    .split("/")
    .slice(2)
    .flatMap((part) => part.replace(/\.\w+$/, "").split(/[-.]/))
    .map((word) => word.replace(/s$/, ""));
  return new Set(words.filter((word) => word !== "" && !meaningless.has(word)));
}

/** For each package, those whose build contains it, by the dependencies of their `package.json`. */
export function buildsWith(
  needs: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, Set<string>>();
  for (const [name, needed] of needs)
    for (const one of needed) users.set(one, (users.get(one) ?? new Set()).add(name));
  return new Map(
    [...users.keys()].map((name) => [name, [...reaching(name, users).keys()].filter((one) => one !== name)]),
  );
}
