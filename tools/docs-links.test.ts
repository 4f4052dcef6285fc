// The links of the documentation lead somewhere: to a file of the repository, and with `#` to a heading of it.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

import { createAnchors } from "./docs-anchors.ts";
import { indexParts, partsWith } from "./docs-index.ts";
import { root, sourceFiles } from "./source-files.ts";

const pages = sourceFiles(".md").filter((file) => !file.includes("/test/"));
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** Without blocks and spans of code, in which brackets are not links. */
const withoutCode = (text: string): string =>
  text.replaceAll(/^( *)(```+)[\s\S]*?^\1\2$/gm, "").replaceAll(/(`+)[\s\S]*?\1/g, "code");

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const bare = text.replaceAll(/^( *)(```+)[\s\S]*?^\1\2$/gm, "");
  const anchorOf = createAnchors();
  for (const [, heading] of bare.matchAll(/^#{1,6} (.+)$/gm)) anchors.add(anchorOf(heading!));
  for (const [, id] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id!);
  return anchors;
}

const linksOf = (text: string): readonly string[] => [
  ...[...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, link]) => link!),
  ...[...text.matchAll(/<(?:img|source)[^>]* (?:src|srcset)="([^"]+)"/g)].map(([, link]) => link!),
];

/** Where a page that is copied has its place. */
const placeOf: Readonly<Record<string, string>> = { "tools/release/first-changelog.md": "CHANGELOG.md" };

/** What is wrong with a link of `page`, or undefined. */
function mistakeOf(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [place = "", anchor] = link.split("#");
  const folder = path.posix.dirname(placeOf[page] ?? page);
  const target = place === "" ? page : path.posix.join(folder, decodeURIComponent(place));
  if (!existsSync(path.join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || !target.endsWith(".md")) return undefined;
  return anchorsOf(read(target)).has(anchor) ? undefined : `${link}: ${target} has no heading of this name`;
}

test("pages are found", () => expect(pages.length).toBeGreaterThan(150));

test.each(pages)("the links of %s", (page) => {
  const mistakes = linksOf(read(page)).flatMap((link) => mistakeOf(page, link) ?? []);
  expect(mistakes).toEqual([]);
});

test("the index lists pages that exist, each once", () => {
  const listed = indexParts.flatMap(({ pages: own }) => own);
  expect(listed.filter((page) => !existsSync(path.join(root, "docs", page)))).toEqual([]);
  expect(listed.length).toBe(new Set(listed).size);
});

test("a page that the index does not list comes at its end", () => {
  const last = partsWith(["guide/first-steps.md", "guide/made-up.md", "reference/api.md"]).at(-1)!;
  expect(last.pages).toEqual(["guide/made-up.md"]);
});
