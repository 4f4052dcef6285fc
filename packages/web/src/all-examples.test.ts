// Each page is tested and photographed: the examples fit the pages, the screenshots and the guides. Screenshots are not taken again here:
// e2e/screens.ts does.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { filesOf, screens, visits, withoutScreen } from "./all-examples.ts";
import { pagePaths } from "./all-pages.ts";
import { matchPath } from "./lib/match-path.ts";

const docs = fileURLToPath(new URL("../../../docs", import.meta.url));
const folder = path.join(docs, "screens");
const written = readdirSync(folder).toSorted();

/** The path of the page of an address. */
const pageOf = ({ address }: { readonly address: string }): string | undefined =>
  matchPath(address.replace(/\?.*$/, ""), pagePaths)?.pattern;

test("all pages are declared", () => expect(pagePaths.length).toBeGreaterThan(40));

test.each(pagePaths)("the page %s is visited, and has a screenshot or a reason", (page) => {
  expect(visits.map(pageOf)).toContain(page);
  const isShown = screens.some((screen) => pageOf(screen) === page);
  expect(isShown !== page in withoutScreen).toBe(true);
});

test("each address is one of a page", () => {
  expect([...visits, ...screens].filter((one) => pageOf(one) === undefined)).toEqual([]);
});

test("each screenshot has a name of its own", () => {
  expect(new Set(screens.map(({ name }) => name)).size).toBe(screens.length);
});

test("docs/screens has these screenshots and no others", () => {
  expect(written).toEqual(screens.flatMap(filesOf).toSorted());
});

test.each(screens)("the guide $guide shows $name", ({ name, guide }) => {
  const page = readFileSync(path.join(docs, "guide", `${guide}.md`), "utf8");
  expect(page).toContain(`../screens/${name}-light.png`);
  expect(page).toContain(`../screens/${name}-dark.png`);
});

test("all screenshots together have at most 6 MB", () => {
  const bytes = written.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  expect(bytes).toBeLessThan(6_000_000);
});
