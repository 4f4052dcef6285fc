// A checkout of another commit of this repository, with its dependencies and its build, kept in .cache/guard for the next run.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

import { npm } from "../../tools/npm.ts";
import { root } from "../../tools/source-files.ts";
import { copyIfThere, linkTree } from "./link-tree.ts";

/** Where the guard keeps what it needs again. */
export const cache: string = path.join(root, ".cache", "guard");

/** Caches of builds are written in place: they are never shared. */
const notShared = /^\.(?:cache|vite.*)$/;

/**
 * The full name of `commit`.
 *
 * @throws {Error} when this clone does not have it.
 */
export function resolveCommit(commit: string): string {
  const { status, stdout } = spawnSync("git", ["rev-parse", "--verify", "--quiet", `${commit}^{commit}`], {
    cwd: root,
    encoding: "utf8",
  });
  if (status === 0) return stdout.trim();
  throw new Error(
    `Cannot find the commit ${commit} in this clone: it may be a shallow one. Run \`git fetch origin ${commit}\`, or \`git fetch --unshallow\` for the full history.`,
  );
}

/** Checks `commit` out into a folder of that name, or of `name`, once. Its node_modules are hard links to ours where the lockfile is the same. */
export function checkOut(commit: string, name = commit): string {
  const folder = path.join(cache, name);
  if (!existsSync(path.join(folder, ".git"))) {
    git(["worktree", "prune"]);
    git(["worktree", "add", "--detach", "--force", folder, commit]);
  }
  if (!existsSync(path.join(folder, "node_modules"))) install(folder);
  return folder;
}

/** Brings the build of `folder` up to date, by its own script. @throws {Error} with what the script printed. */
export function buildIn(folder: string): void {
  const script = path.join(folder, "tools/build.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=telltale-source", script], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  if (status !== 0) throw new Error(`Cannot build ${folder}:\n${stdout}${stderr}`);
}

function install(folder: string): void {
  const [ours, theirs] = [root, folder].map((one) =>
    readFileSync(path.join(one, "package-lock.json"), "utf8"),
  );
  if (ours !== theirs) {
    console.log("Installing the dependencies of the base (its lockfile differs) …");
    npm(["ci"], folder);
    return;
  }
  // links of workspaces are relative, so that they lead into the other checkout
  for (const nested of globSync("{packages,examples,bench,e2e}/{*/,}node_modules", { cwd: root }))
    if (existsSync(path.join(folder, path.dirname(nested))))
      linkOnce(path.join(root, nested), path.join(folder, nested));
  // what was built here is built there already where sources are the same: the build compares them
  for (const output of globSync("packages/*/dist", { cwd: root }))
    copyIfThere(path.join(root, output), path.join(folder, output));
  linkOnce(path.join(root, "node_modules"), path.join(folder, "node_modules"), () =>
    copyIfThere(
      path.join(root, "node_modules/.cache/telltale"),
      path.join(folder, "node_modules.part/.cache/telltale"),
    ),
  );
}

/** Links a folder under another name first, so that one that was interrupted is not taken for a whole one. */
function linkOnce(from: string, to: string, add: () => void = () => undefined): void {
  if (existsSync(to)) return;
  rmSync(`${to}.part`, { recursive: true, force: true });
  linkTree(from, `${to}.part`, notShared);
  add();
  renameSync(`${to}.part`, to);
}

function git(args: readonly string[]): void {
  const { status, stderr } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot run \`git ${args.join(" ")}\`: ${stderr}`);
}
