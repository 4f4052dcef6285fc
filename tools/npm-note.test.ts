// The note about npm: on every page that installs a published package until the first release, and on none after it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { installsPublished, withNote, writeNotes, wrongNotes } from "./npm-note.ts";
import { root } from "./source-files.ts";

const page = "# Page\n\n<!-- npm-note -->\n\n```sh\nnpm install telltale\n```\n";

function repository(changelog: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-note-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [file, text] of Object.entries({ "CHANGELOG.md": changelog, ...files })) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

test("the note is written where its marker is, once, and removed by the first release", () => {
  const noted = withNote(page, false);
  expect(noted).toMatch(
    /^<!-- npm-note -->\n> \*\*Before the first release\*\*.*npm run registry.*\n\n```sh$/m,
  );
  expect(withNote(noted, false)).toBe(noted);
  expect(withNote(noted.replace("Before", "Until"), false)).toBe(noted);
  expect(withNote(noted, true)).toBe("# Page\n\n```sh\nnpm install telltale\n```\n");
});

test.each([
  ["npm install --save-dev eslint-plugin-telltale", true],
  ["sudo npm install --global --prefix /usr/local telltale-console", true],
  ["npm create telltale my-service", true],
  ["npx telltale-console demo", true],
  ["npm install express", false],
  ["npx telltale-console --data store", false],
  ["npm uninstall telltale", false],
])("`%s` installs a published package: %s", (command, expected) => {
  expect(installsPublished(`\`\`\`sh\n${command}\n\`\`\`\n`)).toBe(expected);
});

test("a page that installs without the note is named, and after a release one that has it", () => {
  const unnoted = "```sh\nnpm install telltale\n```\n";
  const before = repository("# Changelog\n\n## Unreleased\n\n- New.\n", {
    "README.md": unnoted,
    "docs/guide/start.md": page,
  });
  expect(wrongNotes(before).map((line) => line.split(":")[0])).toEqual(["README.md", "docs/guide/start.md"]);
  writeNotes(before);
  expect(wrongNotes(before)).toHaveLength(1);
  writeFileSync(path.join(before, "CHANGELOG.md"), "## Unreleased\n\n## 0.1.0 (2026-12-01)\n\n- All.\n");
  expect(wrongNotes(before)[0]).toContain("docs/guide/start.md: the note about npm is not that of");
  writeNotes(before);
  expect(wrongNotes(before)).toEqual([]);
  expect(readFileSync(path.join(before, "docs/guide/start.md"), "utf8")).not.toContain("npm-note");
});

test("the pages of this repository have the note that they need", () => {
  expect(wrongNotes(root)).toEqual([]);
});
