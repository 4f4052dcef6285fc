import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRuleFolder, type RuleFolder } from "./rule-folder.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "telltale-rules-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const yaml = (name: string): string =>
  `alerts:\n  - { name: ${name}, on: { metric: jobs }, when: { above: 1 } }\n`;
const write = (path: string, text: string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const namesOf = (rules: RuleFolder, tenant = ""): string[] =>
  rules.of(tenant).flatMap(({ content }) => (content?.alerts ?? []).map(({ name }) => name));

test("reads files again when they change, and not when they do not", async () => {
  const rules = createRuleFolder(folder, () => false);
  write("a.yaml", yaml("One"));
  write(
    "more/b.json",
    JSON.stringify({ alerts: [{ name: "Two", on: { metric: "jobs" }, when: { above: 1 } }] }),
  );
  await rules.refresh();
  const { version } = rules;
  await rules.refresh();
  expect([namesOf(rules), rules.version]).toEqual([["One", "Two"], version]);
  write("a.yaml", yaml("Three"));
  await rules.refresh();
  expect(namesOf(rules)).toEqual(["Three", "Two"]);
  rmSync(join(folder, "a.yaml"));
  await rules.refresh();
  await rules.refresh();
  expect(namesOf(rules)).toEqual(["Two"]);
  expect(rules.version).toBe(version + 2);
});

test.each([
  ["is gone", () => rmSync(join(folder, "a.yaml"))],
  ["is empty", () => write("a.yaml", "")],
  ["has only a comment", () => write("a.yaml", "# rules\n")],
])("a file that %s while it is saved keeps its rules, and loses them when it stays so", async (_, begin) => {
  const rules = createRuleFolder(folder, () => false);
  write("a.yaml", yaml("One"));
  write("b.yaml", yaml("Two"));
  await rules.refresh();
  const { version } = rules;
  begin();
  await rules.refresh();
  expect([namesOf(rules), rules.version]).toEqual([["One", "Two"], version]);
  write("a.yaml", yaml("One"));
  await rules.refresh();
  expect(namesOf(rules)).toEqual(["One", "Two"]);
  // one look for each save
  begin();
  await rules.refresh();
  await rules.refresh();
  expect(namesOf(rules)).toEqual(["Two"]);
});

test.each([
  ["text that is not YAML", "alerts: [", "is not YAML"],
  ["a mistake", yaml("One").replace("above", "abov"), "has `abov`"],
  ["an alias bomb", "a: &a [1]\nb: *c", "cannot be read"],
])("%s keeps the last good rules", async (_, text, message) => {
  const rules = createRuleFolder(folder, () => false);
  write("a.yaml", yaml("One"));
  await rules.refresh();
  write("a.yaml", text);
  await rules.refresh();
  expect(namesOf(rules)).toEqual(["One"]);
  expect(rules.of("")[0]!.problems[0]!.message).toContain(message);
});

test.each([
  ["text that is not YAML", "alerts:\n  - name: One\n    on: { metric: jobs\n", 4],
  ["a mistake", "alerts:\n  - name: One\n    on: { metric: jobs }\n    when:\n      abov: 1\n", 4],
  ["a field that is missing", "alerts:\n\n  - name: One\n    when: { above: 1 }\n    every: soon\n", 5],
])("%s has its line", async (_, text, line) => {
  const rules = createRuleFolder(folder, () => false);
  write("a.yaml", text);
  await rules.refresh();
  expect(rules.of("")[0]!.problems[0]!.line).toBe(line);
});

test("finds the line of a path of a file without mistakes", async () => {
  const rules = createRuleFolder(folder, () => false);
  write(
    "a.yaml",
    'alerts:\n  - { name: One, on: { metric: jobs }, when: { above: 1 } }\n  - name: Two\n    when: { not: { on: { metric: jobs }, when: { above: 1 } } }\n    labels:\n      "a.b": c\n    dependsOn:\n      - Ones\n',
  );
  await rules.refresh();
  const { lineOf } = rules.of("")[0]!;
  expect([
    lineOf!("alerts[1].dependsOn[0]"),
    lineOf!('alerts[1].labels."a.b"'),
    lineOf!("alerts[1].when"),
    lineOf!("alerts[0].when.above"),
    lineOf!("silences[3]"),
  ]).toEqual([8, 6, 4, 2, undefined]);
});

test("folders have the names of tenants where there are tenants", async () => {
  let hasTenants = false;
  const rules = createRuleFolder(folder, () => hasTenants);
  write("a.yaml", yaml("One"));
  write("bank/a.yaml", yaml("Two"));
  await rules.refresh();
  expect(namesOf(rules)).toEqual(["One", "Two"]);
  hasTenants = true;
  await rules.refresh();
  expect([namesOf(rules), namesOf(rules, "bank"), [...rules.tenants]]).toEqual([
    ["One"],
    ["Two"],
    ["", "bank"],
  ]);
});

test("reads what a link names, and not the hidden folders of a mounted configuration", async () => {
  write("..2026_11_22/a.yaml", yaml("One"));
  symlinkSync(join("..2026_11_22", "a.yaml"), join(folder, "a.yaml"));
  const rules = createRuleFolder(folder, () => false);
  await rules.refresh();
  expect(namesOf(rules)).toEqual(["One"]);
});

test("lists what is too large, and leaves tests and types aside", async () => {
  write("a.test.ts", "");
  write("a.d.ts", "");
  write("b.yaml", `# ${"x".repeat(2_000_000)}`);
  const rules = createRuleFolder(folder, () => false);
  await rules.refresh();
  expect(rules.of("").map(({ path, problems }) => [path, problems[0]!.message.slice(0, 11)])).toEqual([
    ["b.yaml", "has 2000002"],
  ]);
});

test("keeps the rules while the folder is away", async () => {
  const rules = createRuleFolder(join(folder, "rules"), () => false);
  write("rules/a.yaml", yaml("One"));
  await rules.refresh();
  rmSync(join(folder, "rules"), { recursive: true });
  await expect(rules.refresh()).rejects.toThrow("ENOENT");
  expect(namesOf(rules)).toEqual(["One"]);
});
