// Applications as they are installed: `telltale` as it would be published, beside libraries in the versions that a Node runs.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A folder with an application, and what it needs. */
export interface Installed {
  readonly folder: string;
  remove(): void;
}

const zeroCode = new URL("../fixtures/zero-code/", import.meta.url);

/** Installs `packages` (`name@version`, tarballs) into an empty folder beside the programs of the fixture. */
export function install(packages: readonly string[], programs: URL = zeroCode): Installed {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-zero-code-"));
  writeFileSync(path.join(folder, "package.json"), `{ "private": true }`);
  const args = ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", ...packages];
  const { status, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with ${status}: ${stderr}`);
  cpSync(fileURLToPath(programs), folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
