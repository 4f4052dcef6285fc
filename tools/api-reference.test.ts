import { routes, splitRoute } from "contract";
import { expect, test } from "vitest";

import { apiReference } from "./api-reference.ts";

const page = apiReference();
const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title);

test("each route has a heading of its own", () => {
  const expected = Object.keys(routes).map((name) => {
    const { method, path } = splitRoute(name);
    return `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`;
  });
  expect(headings).toEqual(expect.arrayContaining(expected));
});

test("every link inside the page leads to a heading, and to one only", () => {
  const anchors = headings.map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
  expect(new Set(anchors).size).toBe(anchors.length);
  const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = ""]) => anchor);
  expect(links).toContain("problem");
  expect(anchors).toEqual(expect.arrayContaining(links));
});

test("parameters have their type, bounds and default; those of many routes are described once", () => {
  expect(page).toContain("| `limit` | integer, 1 to 500 | Default `50`. |");
  expect(page).toContain("| `status` | `error`, `ok` |");
  expect(page).toContain("| `by` | string | Required. ");
  expect(page.match(/^\| `environment` \| string \| `deployment.environment.name`; all/gm)).toHaveLength(1);
});

test("lists the fields of an unnamed object under its field", () => {
  expect(page).toContain("| `store.retention.paused.known` | string |");
  expect(page).toContain("| `reasons[].items` | number |");
  expect(page).toContain("| `sample` | [LogRecord](#logrecord) or null |");
});
