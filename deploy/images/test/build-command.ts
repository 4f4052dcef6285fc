// The command `deploy/images/build`, as tests run it, and images as umoci unpacks them.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

import { root } from "../../../tools/source-files.ts";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function runCommand(
  args: readonly string[],
  { cwd = root, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const command = path.join(root, "deploy/images/build");
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...printed };
}

/** A folder for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-image-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A cache that has only `parts` of the one that the tests fill: `npm`, `debian`. */
export function cacheWith(...parts: readonly string[]): string {
  const folder = temporaryFolder();
  for (const part of parts) symlinkSync(path.join(root, ".cache/images", part), path.join(folder, part));
  return folder;
}

/** What a program prints. @throws with its standard error when it fails. */
export function outputOf(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}

/** What skopeo says about an image: `oci:FOLDER:TAG`. */
export function inspect(image: string, ...options: readonly string[]): Inspected {
  return JSON.parse(outputOf("skopeo", ...options, "inspect", image)) as Inspected;
}

interface Inspected {
  readonly Digest: string;
  readonly Architecture: string;
  readonly Env: readonly string[];
}

/** Unpacks an image into `folder/rootfs`, and returns that. */
export function unpack(image: string, folder: string): string {
  const rootless = process.getuid?.() === 0 ? [] : ["--rootless"];
  outputOf("umoci", "unpack", ...rootless, "--image", image, folder);
  return path.join(folder, "rootfs");
}
