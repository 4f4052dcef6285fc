// The screenshots fit the pages and the guides. They are not taken again here: e2e/screens.ts does.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

import { filesOf, screens, withoutScreen } from "./screen-list.ts";
import { root } from "./source-files.ts";

const folder = path.join(root, "docs/screens");
const written = readdirSync(folder).toSorted();
const app = readFileSync(path.join(root, "packages/web/src/app.tsx"), "utf8");
const routes = [...app.matchAll(/^ {4}path: "([^"]+)",$/gm)].map(([, route]) => route!);

test("the routes of the pages are found", () => expect(routes.length).toBeGreaterThan(40));

test.each(routes)("the page %s has a screenshot, or a reason", (route) => {
  const isShown = screens.some((screen) => screen.route === route);
  expect(isShown !== route in withoutScreen).toBe(true);
});

test("each screenshot is of a route, under a name of its own", () => {
  expect(screens.filter(({ route }) => !routes.includes(route))).toEqual([]);
  expect(new Set(screens.map(({ name }) => name)).size).toBe(screens.length);
});

test("docs/screens has these screenshots and no others", () => {
  expect(written).toEqual(screens.flatMap(filesOf).toSorted());
});

test.each(screens)("the guide $guide shows $name", ({ name, guide }) => {
  const page = readFileSync(path.join(root, "docs/guide", `${guide}.md`), "utf8");
  expect(page).toContain(`../screens/${name}-light.png`);
  expect(page).toContain(`../screens/${name}-dark.png`);
});

test("all screenshots together have at most 6 MB", () => {
  const bytes = written.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  expect(bytes).toBeLessThan(6_000_000);
});
