// The note that the packages are not on npm yet, on every page that installs one of them. Only this file has it. It goes with the first
// release, which gives the changelog a version. `node --conditions=telltale-source tools/npm-note.ts` writes the pages, `--check` fails where
// one differs.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { published } from "./published.ts";
import { root } from "./source-files.ts";

const marker = "<!-- npm-note -->";
const note = `${marker}
> **Before the first release**, the packages are not on npm. Run \`npm run registry\` in a checkout of Telltale; it serves them to npm on this machine. In the terminals in which you follow this page, run \`export npm_config_registry=http://127.0.0.1:4873\`.
`;

/** A note with the marker, and whatever text it has. */
const written = /^<!-- npm-note -->\n(?:>.*\n)*/gm;

const names = [...published.map(({ name }) => name), "telltale"].join("|");
const install = new RegExp(
  `^\\s*(?:(?:sudo (?:--\\S+ )*)?npm (?:install|create) .*?\\b(?:${names})\\b|npx telltale-console demo\\b)`,
);

/** Whether a version was released: the changelog has its section. */
const isReleased = (folder: string): boolean =>
  /^## (?!Unreleased\s*$)/m.test(readFileSync(path.join(folder, "CHANGELOG.md"), "utf8"));

/** The text of a page with the note as it has to be. */
export function withNote(text: string, isOnNpm: boolean): string {
  return isOnNpm
    ? text.replaceAll(/^<!-- npm-note -->\n(?:>.*\n)*\n?/gm, "")
    : text.replaceAll(written, note);
}

/** Whether a command of the page installs a published package. */
export function installsPublished(text: string): boolean {
  const blocks = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, code = ""]) => code);
  return blocks.some((code) => code.split("\n").some((line) => install.test(line)));
}

/** What is wrong with the notes of the pages in `folder`, a line each. */
export function wrongNotes(folder: string): string[] {
  const isOnNpm = isReleased(folder);
  return pagesIn(folder).flatMap((file) => {
    const text = readFileSync(path.join(folder, file), "utf8");
    if (text !== withNote(text, isOnNpm))
      return [
        `${file}: the note about npm is not that of tools/npm-note.ts. Run \`node --conditions=telltale-source tools/npm-note.ts\`.`,
      ];
    if (!isOnNpm && installsPublished(text) && !text.includes(marker))
      return [
        `${file}: installs a package, without \`${marker}\` in a line of its own. Write it above the command.`,
      ];
    return [];
  });
}

/** Writes the notes of all pages in `folder`, or removes them after a release. */
export function writeNotes(folder: string): void {
  const isOnNpm = isReleased(folder);
  for (const file of pagesIn(folder)) {
    const text = readFileSync(path.join(folder, file), "utf8");
    const right = withNote(text, isOnNpm);
    if (right !== text) writeFileSync(path.join(folder, file), right);
  }
}

const pagesIn = (folder: string): string[] =>
  globSync(["*.md", "docs/guide/*.md", "packages/*/README.md"], { cwd: folder })
    .filter((file) => file !== "CHANGELOG.md")
    .toSorted();

if (import.meta.main) {
  if (!process.argv.includes("--check")) writeNotes(root);
  const wrong = wrongNotes(root);
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
