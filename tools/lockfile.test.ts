// A clean clone can be installed. npm 11 refuses a lockfile that leaves out a package which the registry does not have, also one for
// another platform; npm 10 passes over it.
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, expect, test } from "vitest";

import { npm } from "./npm.ts";
import { root } from "./source-files.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-lockfile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(["runtimes", "platforms"])(
  "what tests fetch from tools/%s is said by its lockfile alone",
  (name) => {
    const pinned = path.join(folder, name);
    cpSync(path.join(root, "tools", name), pinned, { recursive: true });
    const cache = path.join(folder, "empty-cache");
    expect(() => npm(["ci", "--dry-run", "--offline", "--cache", cache], pinned)).not.toThrow();
  },
);

test("the lockfile alone says everything that is installed, and fits every package.json", () => {
  const { workspaces } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    workspaces: string[];
  };
  const manifests = globSync(
    workspaces.map((place) => `${place}/package.json`),
    { cwd: root },
  );
  for (const file of ["package.json", "package-lock.json", ".npmrc", ...manifests])
    cpSync(path.join(root, file), path.join(folder, file));
  const cache = path.join(folder, "empty-cache");
  // a missing package would have to be downloaded, and an install without a network cannot
  expect(() => npm(["ci", "--dry-run", "--offline", "--cache", cache], folder)).not.toThrow();
});
