import { expect, test } from "vitest";
import type { HttpTargets } from "../http-client-integration.ts";
import { resolveClient } from "./client-settings.ts";

const target = { method: "GET", scheme: "https", host: "api.example", port: 443, path: "/v1/items" };

test.each<[HttpTargets, boolean]>([
  ["api.example", true],
  ["API.example", true],
  ["*.example", true],
  ["example", false],
  ["api.example:443", true],
  ["api.example:*", true],
  ["api.example:80", false],
  ["https://api.example/v1/*", true],
  ["https://api.example:443/v1/items", true],
  ["http://api.example/*", false],
  ["https://api.example/v2/*", false],
  [({ path }) => path === "/v1/items", true],
  [["a", "b", "api.*"], true],
  [[], false],
])("%s", (propagateTo, expected) => {
  expect(resolveClient({ propagateTo }).propagates?.(target)).toBe(expected);
});

test("a port that is not the scheme's has to be named in a URL", () => {
  const { propagates } = resolveClient({ propagateTo: "http://stock:8080/*" });
  expect(propagates?.({ ...target, scheme: "http", host: "stock", port: 8080 })).toBe(true);
  expect(propagates?.({ ...target, scheme: "http", host: "stock", port: 80 })).toBe(false);
});

test.each([
  [{ propagateTo: 7 }],
  [{ propagateTo: [""] }],
  [{ ignore: [undefined] }],
  [{ phases: "yes" }],
  [{ template: "/a" }],
  [{ requestHeaders: "x" }],
  [{ responseHeaders: ["a b"] }],
  [{ propogateTo: ["api.example"] }],
  ["all"],
])("rejects wrong options: %j", (options) => {
  const settle = (): unknown => resolveClient(options as never);
  expect(settle).toThrow(/^Cannot use the field `client\.propogateTo`.*`propagateTo`|as `client.*: expected/);
  expect(settle).toThrow(expect.objectContaining({ code: "TT_OPTION" }) as Error);
});
