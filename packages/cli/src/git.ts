// The one place that runs git. A repository's own settings name programs that git would run (a file system monitor, hooks, filters, the
// transport of a partial clone), and a repository may be untrusted: here git runs none of them. Settings of the user and of the
// machine stay in force.
import { execFileSync } from "node:child_process";
import { devNull } from "node:os";

/** Settings of git as pairs of name and value. */
type Settings = readonly (readonly [string, string])[];

/** Thrown when git ended with an error, was not found, or is too old to be configured safely. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly isMissing: boolean;

  constructor(message: string, options: { isMissing?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.isMissing = options.isMissing === true;
  }
}

const quiet: Settings = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", devNull],
];

/** Neither writes the index, nor fetches objects that are missing. */
const variables = { GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "none" };

/**
 * What git prints for `args`, as bytes of UTF-8, run in `folder`.
 *
 * @throws {GitError} with the first line that git wrote.
 */
export function runGit(folder: string, args: readonly string[]): string {
  return execute(folder, args, quiet);
}

/**
 * The paths that `git status` lists below `folder`, from the repository's root: changed, new and ignored files, without submodules. Filters
 * that the repository itself configures are not run, so files that need one count as changed.
 *
 * @throws {GitError}
 */
export function changedFiles(folder: string): readonly string[] {
  const args = ["status", "--porcelain", "-z", "--ignored", "--ignore-submodules=all", "--", "."];
  const lines = execute(folder, args, [...quiet, ...ownFiltersOff(folder)]).split("\0");
  return lines.flatMap((line, index) => {
    const isOldName = index > 0 && /^(?:[RC].|.[RC]) /.test(lines[index - 1]!);
    return line === "" || isOldName ? [] : [line.slice(3)];
  });
}

/** Turns off the filters that the repository configures; those of the user and the machine stay. */
function ownFiltersOff(folder: string): Settings {
  const wanted = "^(core\\.fsmonitor|filter\\..*\\.(clean|smudge|process|required))$";
  const args = ["config", "--show-scope", "-z", "--name-only", "--get-regexp", wanted];
  const listed = execute(folder, args, quiet).split("\0");
  const pairs = listed.flatMap((scope, index) =>
    index % 2 === 0 && index + 1 < listed.length ? [[scope, listed[index + 1]!] as const] : [],
  );
  if (!pairs.some(([scope, name]) => scope === "command" && name === "core.fsmonitor"))
    throw new GitError(
      "this git is older than 2.31, and cannot be kept from running a repository's programs",
    );
  return pairs
    .filter(([scope]) => scope === "local" || scope === "worktree")
    .filter(([, name]) => name.startsWith("filter."))
    .map(([, name]) => [name, name.endsWith(".required") ? "false" : ""]);
}

function execute(folder: string, args: readonly string[], settings: Settings): string {
  const configured = settings.flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  try {
    return execFileSync("git", ["--no-pager", ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1024 * 1024 * 1024,
      env: {
        ...process.env,
        ...variables,
        ...Object.fromEntries(configured),
        GIT_CONFIG_COUNT: String(settings.length),
      },
    });
  } catch (cause) {
    const { code, stderr, message } = cause as { code?: unknown; stderr?: string; message: string };
    if (code === "ENOENT") throw new GitError("`git` was not found", { isMissing: true, cause });
    throw new GitError(stderr?.trim().split("\n")[0] || message, { cause });
  }
}
