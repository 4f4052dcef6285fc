// The lint rule against shares of their own, as oxlint runs it: in one run over made-up pages.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { root } from "../source-files.ts";

const wrong: Readonly<Record<string, string>> = {
  counts: "export const a = (b: { errors: number; spans: number }): number => b.errors / b.spans;",
  total: "export const a = (count: number, total: number): number => (total === 0 ? 0 : count / total);",
  "other-names": "export const a = (b: number, c: number): string => formatShare(b / c);",
  rate: "export const a = (b: number, seconds: number): number => b / seconds;",
  unwrapped: "export const a = (b: number, c: { people?: number }): number => b / (c.people!);",
};

const right: Readonly<Record<string, string>> = {
  shared: "export const a = (b: number, c: number): string => formatShare(shareOf(b, c));",
  percent: "export const a = (b: number): string => formatShare(b / 100);",
  width: "export const a = (count: number, most: number): string => `${(count / most) * 100}%`;",
  error: "export const a = (total: number): number => Math.sqrt(1 / total);",
};

let folder: string;
let found: ReadonlySet<string>;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-lint-"));
  for (const [name, code] of [...Object.entries(wrong), ...Object.entries(right)])
    writeFileSync(path.join(folder, `${name}.ts`), `${code}\n`);
  const config = {
    plugins: [],
    categories: { correctness: "off" },
    jsPlugins: [path.join(root, "tools/lint/own-shares.ts")],
    rules: { "measures/no-own-share": "error" },
  };
  writeFileSync(path.join(folder, "rules.json"), JSON.stringify(config));
  const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint");
  const { stdout } = spawnSync(process.execPath, [oxlint, "-c", "rules.json", "--format=json", "."], {
    cwd: folder,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string }[] };
  found = new Set(diagnostics.map(({ filename }) => path.basename(filename, ".ts")));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(Object.keys(wrong))("rejects %s", (name) => expect([...found]).toContain(name));

test.each(Object.keys(right))("accepts %s", (name) => expect([...found]).not.toContain(name));

test("the repository's configuration has the rule for all pages", () => {
  const { stdout } = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/oxlint/bin/oxlint"), "--print-config"],
    { cwd: root, encoding: "utf8" },
  );
  const { overrides } = JSON.parse(stdout) as {
    overrides: { files: string[]; rules: Record<string, string> }[];
  };
  const files = overrides
    .filter(({ rules }) => /error|deny/.test(String(rules["measures/no-own-share"])))
    .flatMap((one) => one.files);
  expect(files).toEqual(["packages/web/src/{pages,ui,lib,data,state}/**"]);
});
