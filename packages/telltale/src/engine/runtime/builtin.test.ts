// What is below `start()` imports none of the modules that `builtin` is for: each costs every start of every process.
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtin } from "./builtin.ts";

const root = new URL("../../", import.meta.url);
const dear =
  /^import (?!type ).*from "node:(?:crypto|fs|fs\/promises|http|https|util|worker_threads|zlib)";$/gm;
// loaded only on demand
const apart =
  /^(?:bin\.ts|config-file\/|doctor\/|instrument-command\/|integrations\/|register\/import-source\.ts|testing\/)|\.test\.ts$/;

test("a module is found by its name, and is the one that an import gives", async () => {
  expect(builtin("util")()).toBe((await import("node:util")).default);
});

test("nothing that every process loads imports one of them", () => {
  const files = globSync("**/*.ts", { cwd: root }).filter((file) => !apart.test(file));
  expect(files.length).toBeGreaterThan(100);
  const imports = files.flatMap((file) =>
    [...readFileSync(new URL(file, root), "utf8").matchAll(dear)].map(([line]) => `${file}: ${line}`),
  );
  expect(imports).toEqual([]);
});
