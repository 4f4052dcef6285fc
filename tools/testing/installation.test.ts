// @module-tag extended
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { npm } from "../npm.ts";
import { install } from "./installation.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-installation-"));
const tarball = path.join(folder, "made-up-1.0.0.tgz");
beforeAll(() => {
  // another one in each run
  writeFileSync(
    path.join(folder, "package.json"),
    `{ "name": "made-up", "version": "1.0.0", "about": "${folder}" }`,
  );
  writeFileSync(path.join(folder, "index.js"), "export {};\n");
  npm(["pack"], folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (place: string): string => path.join(place, "node_modules/made-up/index.js");

test("a set is installed once, and what a test adds or removes is its own", async () => {
  const one = await install([tarball]);
  rmSync(fileOf(one.folder));
  writeFileSync(fileOf(one.folder), "export const added = true;\n");
  const other = await install([tarball]);
  expect(readFileSync(fileOf(other.folder), "utf8")).toBe("export {};\n");
  one.remove();
  other.remove();
});

test("a test that writes into a shared file fails with a reason, and the next one has it as it was published", async () => {
  const one = await install([tarball]);
  appendFileSync(fileOf(one.folder), "// changed\n");
  expect(() => one.remove()).toThrow(/Cannot share the installed packages: a test wrote into .*index\.js/);
  const next = await install([tarball]);
  expect(readFileSync(fileOf(next.folder), "utf8")).toBe("export {};\n");
  next.remove();
});
