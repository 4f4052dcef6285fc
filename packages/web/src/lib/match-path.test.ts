import { expect, test } from "vitest";

import { matchPath } from "./match-path.ts";

const patterns = ["/", "/alerts", "/alerts/$id", "/alerts/rules", "/transactions/$type/$id"] as const;

test.each([
  ["/", "/", {}],
  ["/alerts/", "/alerts", {}],
  ["/alerts/rules", "/alerts/rules", {}],
  ["/alerts/7", "/alerts/$id", { id: "7" }],
  ["/transactions/a%2Fb/%C3%BC%201", "/transactions/$type/$id", { type: "a/b", id: "ü 1" }],
])("%s has the path %s", (path, pattern, params) => {
  expect(matchPath(path, patterns)).toEqual({ pattern, params });
});

test.each(["/alerts/7/8", "/unknown", "/alerts/%"])("%s has none of the paths", (path) => {
  expect(matchPath(path, patterns)).toBeUndefined();
});
