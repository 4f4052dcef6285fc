// The command that prepares the first release, on a copy of what it changes.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { laterStep } from "../../packages/console/test/support/later-step.ts";
import { root } from "../source-files.ts";
import { mistakesOf } from "./checks.ts";
import { isReleased, prepareFirst } from "./first.ts";
import { manifestsIn } from "./manifests.ts";

const schema = "packages/console/src/sql/schema";

/** A copy of this repository as far as a release reads it. */
function copyOfRoot(): string {
  const copy = mkdtempSync(path.join(tmpdir(), "telltale-first-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  const files = [
    "CHANGELOG.md",
    "LICENSE",
    "docs/guide/quick-start.md",
    "package.json",
    "package-lock.json",
    schema,
    ...manifestsIn(root).keys(),
  ];
  for (const file of files) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(copy, file), { recursive: true });
  }
  return copy;
}

if (isReleased(root)) console.log("skipped: preparing the first release: it is prepared");

test.skipIf(isReleased(root))("version, baseline and a changelog of one page, once", async () => {
  const copy = copyOfRoot();
  await expect(prepareFirst(copy, "next", "2026-12-01")).rejects.toThrow("expected one such as 0.1.0");
  writeFileSync(path.join(copy, schema, `${laterStep.name}.sql`), laterStep.text);

  expect(await prepareFirst(copy, "0.1.0", "2026-12-01")).toContain(`${laterStep.name}.sql`);
  expect(readdirSync(path.join(copy, schema))).toEqual(["001-baseline.sql"]);
  expect(readFileSync(path.join(copy, "docs/guide/quick-start.md"), "utf8")).not.toContain("npm-note");
  const changelog = readFileSync(path.join(copy, "CHANGELOG.md"), "utf8");
  expect(changelog).toMatch(/## Unreleased\n\n## 0\.1\.0 \(2026-12-01\)\n/);
  expect(changelog.split("\n").length).toBeLessThan(60);
  expect(mistakesOf(copy, "v0.1.0").filter((line) => /CHANGELOG|the version is/.test(line))).toEqual([]);
  await expect(prepareFirst(copy, "0.1.1", "2026-12-02")).rejects.toThrow(
    "CHANGELOG.md has 0.1.0 (2026-12-01)",
  );
});

test("pages that the changelog links to are there", () => {
  const text = readFileSync(path.join(import.meta.dirname, "first-changelog.md"), "utf8");
  const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, file]) => file!);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
