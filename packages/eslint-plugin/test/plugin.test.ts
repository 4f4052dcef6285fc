// What the plugin promises of itself: configs with every rule, documentation for every rule, and no findings in ordinary code.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Linter } from "eslint";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.ts";
import { parser } from "./support/typescript-parser.ts";

const names = Object.keys(plugin.rules);
const root = path.join(import.meta.dirname, "..", "..", "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

test.each(["recommended", "strict"] as const)("the config %s has every rule", (name) => {
  expect(Object.keys(plugin.configs[name].rules ?? {})).toEqual(names.map((rule) => `telltale/${rule}`));
});

describe.each(names)("%s", (name) => {
  const rule = plugin.rules[name]!;

  test("has a page, a row in the guide and a heading in the package's page", () => {
    expect(rule.meta?.docs?.url).toBe(`https://www.npmjs.com/package/eslint-plugin-telltale#${name}`);
    expect(read(`docs/lint/${name}.md`)).toContain(rule.meta?.docs?.description);
    expect(read("docs/guide/lint.md")).toContain(`(../lint/${name}.md)`);
    expect(read("packages/eslint-plugin/README.md")).toContain(`### ${name}\n`);
  });

  test("has tests, and messages that end with a full stop", () => {
    expect(existsSync(path.join(import.meta.dirname, "rules", `${name}.test.ts`))).toBe(true);
    for (const message of Object.values(rule.meta?.messages ?? {})) expect(message).toMatch(/[.?}]$/);
  });
});

describe("ordinary code has no finding", () => {
  const folder = path.join(import.meta.dirname, "fixtures", "ordinary");
  const config = {
    ...plugin.configs.recommended,
    files: ["**/*.ts"],
    languageOptions: { parser },
  } as Linter.Config;
  test.each(readdirSync(folder))("%s", (file) => {
    const text = readFileSync(path.join(folder, file), "utf8");
    expect(new Linter().verify(text, [config], { filename: file })).toEqual([]);
  });
});
