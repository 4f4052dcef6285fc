import { expect, test } from "vitest";
import { expectResend, locationOf, takeResend } from "./resends.ts";

test("what is expected comes once, inside of its parent only", () => {
  const parent = {} as never;
  expectResend(parent, "http://a/", 1, "GET");
  expect(takeResend({} as never, "GET", "http://a/")).toBe(0);
  expect(takeResend(parent, "POST", "http://a/")).toBe(0);
  expect(takeResend(parent, "GET", "http://a/")).toBe(1);
  expect(takeResend(parent, "GET", "http://a/")).toBe(0);
  expect(takeResend(undefined, "GET", "http://a/")).toBe(0);
});

test("after a redirect any method counts", () => {
  const parent = {} as never;
  expectResend(parent, "http://a/b", 2);
  expect(takeResend(parent, "GET", "http://a/b")).toBe(2);
});

test("a parent that asks without end keeps little", () => {
  const parent = {} as never;
  for (let at = 0; at < 1000; at++) expectResend(parent, `http://a/${at}`, 1, "GET");
  const kept = Array.from({ length: 1000 }, (_, at) => takeResend(parent, "GET", `http://a/${at}`));
  expect(kept.filter((count) => count > 0).length).toBeLessThanOrEqual(50);
});

test.each([
  [302, "/b?x=1#top", "http://a/b?x=1"],
  [301, "https://other/", "https://other/"],
  [304, "/b", undefined],
  [200, "/b", undefined],
  [302, undefined, undefined],
  [302, "http://[", undefined],
])("%i to %s", (status, header, location) => {
  expect(locationOf(status, header, "http://a/")).toBe(location);
});
