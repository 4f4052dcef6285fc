// Metrics of integrations are declared once: the instrument, the reference pages and the contract tests read the same declaration.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const shared = ["message.ts", "database.ts", "call.ts"];
const files = [...globSync("{integrations,calls}/**/*.ts", { cwd: source }), ...shared].filter(
  (file) => !file.endsWith(".test.ts"),
);
const matching = (pattern: RegExp): string[] =>
  files.filter((file) => pattern.test(readFileSync(path.join(source, file), "utf8")));

test("makes each instrument of an integration from its declaration", () => {
  expect(files.length).toBeGreaterThan(100);
  expect(matching(/\b(?:histogram|counter|upDownCounter)\(\s*["`]|\bobservable\([^,)]+,\s*["`]/)).toEqual([]);
});

test("lists metrics with `emittedMetric` only", () => {
  expect(matching(/\bkind: "metric"/)).toEqual(["integrations/library-integration.ts"]);
});
