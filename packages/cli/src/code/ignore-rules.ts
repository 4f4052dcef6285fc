// `.gitignore`: which paths it excludes. Patterns are matched segment by segment, without regular expressions, in linear time per pattern.

interface Rule {
  readonly segments: readonly string[];
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
  const segments = pattern.split("/").filter((segment) => segment !== "");
  return segments.length === 0 ? [] : [{ segments, isNegated, isFolder, isAnchored }];
}

function matches({ segments, isAnchored }: Rule, path: readonly string[]): boolean {
  return isAnchored ? matchesAll(segments, path) : matchesSegment(segments[0]!, path.at(-1)!);
}

/** `**` stands for any number of folders. */
function matchesAll(pattern: readonly string[], path: readonly string[]): boolean {
  // which beginnings of the path the patterns so far match
  let reached = new Set([0]);
  for (const segment of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (segment === "**") for (let to = at; to <= path.length; to++) next.add(to);
      else if (at < path.length && matchesSegment(segment, path[at]!)) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(path.length);
}

/** `*` stands for any characters, `?` for one. The greedy match with one point of return is linear for the last star. */
function matchesSegment(pattern: string, name: string): boolean {
  let [p, n, star, mark] = [0, 0, -1, 0];
  while (n < name.length) {
    if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n]) && pattern[p] !== "*") {
      p += 1;
      n += 1;
    } else if (pattern[p] === "*") {
      star = p;
      mark = n;
      p += 1;
    } else if (star !== -1) {
      p = star + 1;
      mark += 1;
      n = mark;
    } else return false;
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
