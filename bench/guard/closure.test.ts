import { expect, test } from "vitest";
import { closureOf } from "./closure.ts";

const locked = {
  "packages/console": {
    dependencies: { a: "1", own: "1" },
    optionalDependencies: { linux: "1", other: "1" },
    peerDependencies: { rare: "1" },
    peerDependenciesMeta: { rare: { optional: true } },
    devDependencies: { dev: "1" },
  },
  "packages/console/node_modules/own": { dependencies: { b: "1" } },
  "node_modules/a": { dependencies: { b: "2", "@scope/c": "1" } },
  "node_modules/a/node_modules/b": {},
  "node_modules/b": { dependencies: { a: "1" } },
  "node_modules/@scope/c": { peerDependencies: { d: "1" } },
  "node_modules/d": {},
  "node_modules/dev": {},
  "node_modules/linux": {},
  "node_modules/rare": {},
  "node_modules/other": {},
};

test("names what is loaded at run time, each as Node finds it", () => {
  expect(closureOf(locked, "packages/console", (folder) => folder !== "node_modules/other")).toEqual([
    "node_modules/@scope/c",
    "node_modules/a",
    "node_modules/a/node_modules/b",
    "node_modules/b",
    "node_modules/d",
    "node_modules/linux",
    "packages/console/node_modules/own",
  ]);
});

test("refuses a lockfile that lacks a dependency", () => {
  expect(() => closureOf({ here: { dependencies: { gone: "1" } } }, "here", () => true)).toThrow(
    "Cannot find gone, which here depends on",
  );
});
