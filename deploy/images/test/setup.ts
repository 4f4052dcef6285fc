// Before the tests of images: the programs that judge them, and all images, built as a user builds them, once for all files. In `npm test` it is
// only the one that is started there. A test asks by `inject("images")`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

import { imagePrograms, missingPrograms } from "../../../tools/debian-programs.ts";
import { runtimes } from "../../../tools/runtimes.ts";
import { root } from "../../../tools/source-files.ts";
import { chosenTier } from "../../../tools/testing/tiers.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly images: {
      /** The OCI layout with the images; undefined, with the reason on the console, where they cannot be tested. */
      readonly layout?: string;
      /** What the build printed at its end. */
      readonly summary: string;
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
    project.provide("images", { summary: "", nodes: {} });
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-images-"));
  const layout = path.join(folder, "layout");
  const which = chosenTier() === "quick" ? ["--versions", "24", "--variants", "ours"] : [];
  const args = [
    path.join(root, "deploy/images/build"),
    ...which,
    "--tag-prefix",
    "",
    "--output",
    `oci:${layout}`,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot build the images (${status}):\n${stdout}\n${stderr}`);
  console.log(stdout);
  project.provide("images", { layout, summary: stdout, nodes: runtimes() });
  return () => rmSync(folder, { recursive: true, force: true });
}
