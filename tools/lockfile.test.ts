// A clean clone can be installed. npm 11 refuses a lockfile that leaves out a package which the registry does not have, also one for
// another platform; npm 10 passes over it.
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, expect, test } from "vitest";

import { npm } from "./npm.ts";
import { root } from "./source-files.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-lockfile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const locked = ["tools/runtimes", "tools/platforms", ...globSync("deploy/images/locks/*", { cwd: root })];

test("the images have a lockfile each: for the versions of Node.js, and the console", () => {
  const names = locked.filter((place) => place.startsWith("deploy/")).map((place) => path.basename(place));
  const wanted = ["console", "node-18", "node-20", "node-22", "node-24", "node-26"];
  expect(names.toSorted()).toEqual(wanted);
});

function installWithoutNetwork(place: string): void {
  const pinned = path.join(folder, place);
  mkdirSync(pinned, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    cpSync(path.join(root, place, file), path.join(pinned, file));
  const cache = path.join(folder, "empty-cache");
  npm(["ci", "--dry-run", "--offline", "--cache", cache], pinned);
}
const [smallest, ...others] = locked;
test.each([smallest!])("what is fetched for %s is said by its lockfile alone", (place) =>
  expect(() => installWithoutNetwork(place)).not.toThrow(),
);
test.each(others)("what is fetched for %s is said by its lockfile alone", { tags: ["extended"] }, (place) =>
  expect(() => installWithoutNetwork(place)).not.toThrow(),
);

test.each(locked)(
  "every package of %s has a checksum, and comes from the registry that the user has set",
  (place) => {
    const { packages } = JSON.parse(readFileSync(path.join(root, place, "package-lock.json"), "utf8")) as {
      packages: Readonly<Record<string, { readonly integrity?: string; readonly resolved?: string }>>;
    };
    const fetched = Object.entries(packages).filter(([name]) => name !== "");
    expect(fetched.length).toBeGreaterThan(0);
    for (const [name, { integrity, resolved }] of fetched)
      expect({ name, integrity, resolved }).toEqual({
        name,
        integrity: expect.stringMatching(/^sha512-/),
        resolved: undefined,
      });
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
