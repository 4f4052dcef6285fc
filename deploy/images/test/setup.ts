// Before the tests of images: the programs that judge them, and all images, built as a user builds them, once for all files, while other
// tests run already. In `npm test` it is only the one that is started there. A test asks by `builtImages()`.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

import { imagePrograms, missingPrograms } from "../../../tools/debian-programs.ts";
import { runtimes } from "../../../tools/runtimes.ts";
import { root } from "../../../tools/source-files.ts";
import { chosenTier } from "../../../tools/testing/tiers.ts";
import type { BuildOutcome } from "./built-images.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly images: {
      /** The OCI layout with the images; undefined, with the reason on the console, where they cannot be tested. */
      readonly layout?: string;
      /** The file that is there, with how it ended, when the build is over. */
      readonly outcome: string;
      /** Executables of Node by version. */
      readonly nodes: Readonly<Record<string, string>>;
    };
  }
}

export default function setup(project: TestProject): (() => void) | void {
  const missing = missingPrograms(imagePrograms);
  if (missing.length > 0) {
    const reason = `the images: Debian's packages ${missing.join(", ")} are not installed`;
    if (process.env["TELLTALE_SERVICES"] === "required") throw new Error(reason);
    console.log(`skipped: ${reason}`);
    project.provide("images", { outcome: "", nodes: {} });
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-images-"));
  const layout = path.join(folder, "layout");
  const outcome = path.join(folder, "outcome.json");
  const child = startBuild(layout, outcome);
  project.provide("images", { layout, outcome, nodes: runtimes() });
  return () => {
    child.removeAllListeners("close");
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Builds the images into `layout`, and writes how it ended into `outcome`. */
function startBuild(layout: string, outcome: string): ChildProcess {
  const which = chosenTier() === "quick" ? ["--versions", "24", "--variants", "ours"] : [];
  const args = [...which, "--tag-prefix", "", "--output", `oci:${layout}`];
  const child = spawn(process.execPath, [path.join(root, "deploy/images/build"), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  child.on("close", (status) => {
    const ended: BuildOutcome = { status, ...printed };
    // whole or not there
    writeFileSync(`${outcome}.part`, JSON.stringify(ended));
    renameSync(`${outcome}.part`, outcome);
    console.log(printed.stdout);
  });
  return child;
}
