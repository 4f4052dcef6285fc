import { routes, splitRoute } from "contract";
import { expect, test } from "vitest";

import { apiReference } from "./api-reference.ts";
import { anchor } from "./api-reference/links.ts";

const files = apiReference();
const all = [...files.values()].join("\n");
const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title);

test("each route has a heading of its own, on one page", () => {
  const expected = Object.keys(routes).map((name) => {
    const { method, path } = splitRoute(name);
    return `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`;
  });
  const found = headingsOf(all).filter((title) => /^[A-Z]+ \//.test(title));
  expect(found.toSorted()).toEqual(expected.toSorted());
});

test("no page is longer than a sixth of all", () => {
  expect(files.size).toBeGreaterThan(10);
  const longest = Math.max(...[...files.values()].map(({ length }) => length));
  expect(longest).toBeLessThan(all.length / 6);
});

test("every link to a page leads to a heading of it, and to one only", () => {
  const mistakes = [...files].flatMap(([file, text]) => {
    const anchors = headingsOf(text).map((title) => anchor(title));
    expect(new Set(anchors).size).toBe(anchors.length);
    return [...text.matchAll(/\]\(([^)#]*)#([^)]*)\)/g)]
      .map(([, place = "", target = ""]) => ({
        target,
        to: place === "" ? file : new URL(place, `file:///${file}`).pathname.slice(1),
      }))
      .filter(({ to }) => files.has(to))
      .filter(
        ({ to, target }) =>
          !headingsOf(files.get(to)!)
            .map((title) => anchor(title))
            .includes(target),
      )
      .map(({ to, target }) => `${file}: ${to}#${target}`);
  });
  expect(mistakes).toEqual([]);
  expect(all).toContain("](api/types.md#problem)");
});

test("a type that one page uses is on that page, others are on the page of shared types", () => {
  expect(headingsOf(files.get("api/traces.md")!)).toContain("Trace");
  expect(headingsOf(files.get("api/types.md")!)).toContain("Problem");
});

test("parameters have their type, bounds and default; those of many routes are described once", () => {
  expect(all).toContain("| `limit` | integer, 1 to 500 | Default `50`. |");
  expect(all).toContain("| `status` | `error`, `ok` |");
  expect(all).toContain("| `by` | string | Required. ");
  expect(all.match(/^\| `environment` \| string \| `deployment.environment.name`; all/gm)).toHaveLength(1);
});

test("lists the fields of an unnamed object under its field", () => {
  expect(all).toContain("| `store.retention.paused.known` | string |");
  expect(all).toContain("| `reasons[].items` | number |");
  expect(all).toMatch(/\| `sample` \| \[LogRecord\]\(.*#logrecord\) or null \|/);
});
