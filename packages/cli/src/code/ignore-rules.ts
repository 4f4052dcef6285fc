// `.gitignore`: which paths it excludes. Patterns are matched segment by segment, in linear time per pattern.
import { type TextTest, wildcard } from "catalog/wildcard";

/** A test of a name; `**` matches any number of folders. */
type Segment = TextTest | "**";

interface Rule {
  readonly segments: readonly Segment[];
  /** `!pattern` includes again. */
  readonly isNegated: boolean;
  /** `pattern/` matches folders only. */
  readonly isFolder: boolean;
  /** A pattern with a slash counts from the folder of its file; others match a name at any depth. */
  readonly isAnchored: boolean;
}

export interface IgnoreRules {
  /** Whether `path`, from the folder of the file with forward slashes, is excluded; undefined where no rule says so. */
  judge(path: string, isFolder: boolean): boolean | undefined;
}

/** Reads the text of a `.gitignore`. The last rule that matches counts. */
export function readIgnoreRules(text: string): IgnoreRules {
  const rules = text.split("\n").flatMap(readRule);
  return {
    judge(path, isFolder) {
      const segments = path.split("/");
      const found = rules.findLast((rule) => (isFolder || !rule.isFolder) && matches(rule, segments));
      return found && !found.isNegated;
    },
  };
}

function readRule(line: string): readonly Rule[] {
  let pattern = line.trim();
  if (pattern === "" || pattern.startsWith("#")) return [];
  const isNegated = pattern.startsWith("!");
  if (isNegated) pattern = pattern.slice(1);
  const isFolder = pattern.endsWith("/");
  if (isFolder) pattern = pattern.slice(0, -1);
  const isAnchored = pattern.includes("/");
  const segments = pattern
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment): Segment => (segment === "**" ? segment : wildcard(segment)));
  return segments.length === 0 ? [] : [{ segments, isNegated, isFolder, isAnchored }];
}

function matches({ segments, isAnchored }: Rule, path: readonly string[]): boolean {
  const [first] = segments;
  return isAnchored || first === "**" ? matchesAll(segments, path) : first!(path.at(-1)!);
}

function matchesAll(pattern: readonly Segment[], path: readonly string[]): boolean {
  // which beginnings of the path the patterns so far match
  let reached = new Set([0]);
  for (const segment of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (segment === "**") for (let to = at; to <= path.length; to++) next.add(to);
      else if (at < path.length && segment(path[at]!)) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(path.length);
}
