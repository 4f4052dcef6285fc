// What an ES module exports is read, not run.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { exportNames } from "./import-source.ts";
import { markUrl, readMark } from "./import-mark.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-exports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, source: string): string {
  writeFileSync(path.join(folder, name), source);
  return pathToFileURL(path.join(folder, name)).href;
}

function namesOf(url: string): string[] {
  const asking = exportNames(url);
  let step = asking.next();
  while (step.done !== true) step = asking.next(new URL(step.value.specifier, step.value.parent).href);
  return [...step.value].toSorted();
}

test("every form of export, and text that only looks like one", () => {
  write("inner.mjs", 'export const inner = 1; export default 2; export * from "./outer.mjs";');
  const url = write(
    "outer.mjs",
    `export * from "./inner.mjs"; export * as all from "./inner.mjs"; export { inner as renamed } from "./inner.mjs";
     const text = "export const no = 1"; /* export const no2 = 1 */ const regex = /export { no3 }/;
     export default class {} export { text, regex as "a name" }; export function* generate() {} export let [a, { b: c }] = [];
     export async function go() { return import("./nowhere.mjs"); }`,
  );
  expect(namesOf(url)).toEqual([
    "a",
    "a name",
    "all",
    "c",
    "default",
    "generate",
    "go",
    "inner",
    "renamed",
    "text",
  ]);
});

test("what is not a module, or not there, is for the caller to see", () => {
  expect(() => namesOf(write("broken.mjs", "export const = `"))).toThrow(/Parse error/);
  expect(() => namesOf(pathToFileURL(path.join(folder, "none.mjs")).href)).toThrow(/ENOENT/);
});

test.each(["file:///a/b.mjs", "file:///a/b.mjs?v=1"])("marks come off again: %s", (url) => {
  expect(readMark(markUrl(url, "@scope/name/sub"))).toEqual({ url, module: "@scope/name/sub" });
  expect(readMark(url)).toBe(undefined);
});
