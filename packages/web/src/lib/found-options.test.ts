import { expect, test } from "vitest";
import { findOptions, mostOptions } from "./found-options.ts";

test("of 100,000 names the first ones are listed, and typing finds the others", () => {
  const names = Array.from({ length: 100_000 }, (_, at) => `Service ${at}`);
  const all = findOptions(names, "", undefined);
  expect([all.shown.length, all.more]).toEqual([mostOptions, 100_000 - mostOptions]);
  expect(findOptions(names, " service 99999 ", undefined)).toEqual({
    shown: [[99_999, "Service 99999"]],
    more: 0,
  });
  expect(findOptions(names, "unknown", undefined)).toEqual({ shown: [], more: 0 });
});

test("the name that was typed comes first, then names that begin so, and the chosen one stays", () => {
  const names = Array.from({ length: 1000 }, (_, at) => `old-api-${at}`).concat("api-2", "api");
  const found = findOptions(names, "api", "old-api-999");
  expect(found.shown.slice(0, 3)).toEqual([
    [1001, "api"],
    [1000, "api-2"],
    [0, "old-api-0"],
  ]);
  expect(found.shown.at(-1)).toEqual([999, "old-api-999"]);
  expect([found.shown.length, found.more]).toEqual([mostOptions, 1002 - mostOptions]);
  expect(findOptions(names, "", "api").shown.at(-1)).toEqual([1001, "api"]);
});
