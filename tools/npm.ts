// npm as a program: the one that runs us, or the one on the path.
import { spawnSync } from "node:child_process";

import { root } from "./source-files.ts";

/** URL of the registry that npm uses on this machine. */
export const upstreamRegistry = (): string => npm(["config", "get", "registry"], root).trim();

/**
 * Runs npm in `cwd` and gives what it printed.
 *
 * @throws {Error} with npm's own words when it fails.
 */
export function npm(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  const own = env["npm_execpath"];
  const [file, first] = own === undefined ? ["npm", []] : [process.execPath, [own]];
  const { status, stdout, stderr, error } = spawnSync(
    file,
    [...first, ...args, "--no-audit", "--no-fund", "--loglevel=error"],
    { cwd, env, encoding: "utf8", maxBuffer: 64 << 20 },
  );
  if (status === 0) return stdout;
  throw new Error(
    `Cannot run \`npm ${args.join(" ")}\`: ${error?.message ?? `it ended with ${status}`}.\n${stderr ?? ""}`,
    { cause: error },
  );
}
