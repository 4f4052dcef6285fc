// The lint rules for text that is put into another language, as oxlint runs them: in one run over made-up files.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { root } from "../source-files.ts";

const wrong: Readonly<Record<string, readonly [code: string, message: string]>> = {
  comment: ["export const a = (name: string): string => `// What ${name} emits\\n`;", "into typescript"],
  "later-comment": [
    "export const a = (name: string): string => `const b = 1;\\n  // ${name}\\n`;",
    "into typescript",
  ],
  "doc-comment": ["export const a = (name: string): string => `/** ${name} */`;", "into typescript"],
  import: ['export const a = (name: string): string => `import { b } from "${name}";`;', "into typescript"],
  element: ["export const a = (name: string): string => `<p>${name}</p>`;", "into html"],
  attribute: ['export const a = (name: string): string => `<a href="${name}">b</a>`;', "into html"],
  "html-comment": ["export const a = (name: string): string => `<!-- ${name} -->`;", "into html"],
  "second-part": [
    "export const a = (n: number, name: string): string => `${n} <b>${name}</b>`;",
    "into html",
  ],
  link: ["export const a = (name: string): string => `[b](${name})`;", "into markdown"],
  block: ["export const a = (name: string): string => `\\`\\`\\`\\n${name}\\n\\`\\`\\``;", "into markdown"],
  heading: ["export const a = (name: string): string => `## ${name}`;", "into markdown"],
  sql: ["export const a = (name: string): string => `DROP TABLE \\`${name}\\``;", "into sql"],
  "sql-text": ["export const a = (name: string): string => `SELECT 1 WHERE a = '${name}'`;", "into sql"],
  shell: ["export const a = (name: string): string => `npx telltale replay ${name}`;", "into shell"],
  cast: [
    'import type { Html } from "quoting/html";\nexport const a = (name: string): Html => name as Html;',
    "claims",
  ],
  yaml: [
    'import { stringify } from "yaml";\nexport const a = (name: string): string => stringify({ name });',
    "yamlFile",
  ],
  escape: ['export const a = (name: string): string => name.replaceAll("<", "&lt;");', "escape by hand"],
  file: [
    'import { writeFileSync } from "node:fs";\nexport const a = (b: string): void => writeFileSync("c", b);',
    "writeText",
  ],
  promise: [
    'import { writeFile } from "node:fs/promises";\nexport const a = (b: string) => writeFile("c", b);',
    "writeText",
  ],
};

const right: Readonly<Record<string, string>> = {
  message: "export const a = (name: string): string => `There is no rule \\`${name}\\`.`;",
  tag: 'import { html, text } from "quoting/html";\nexport const a = (name: string) => html`<p>${text(name)}</p>`;',
  argument:
    'import { comment } from "quoting/typescript";\nexport const a = (name: string) => comment(`// ${name}`);',
  constant: "export const a = `<p>b</p>\\n// c`;",
  types:
    'import type { Document } from "yaml";\nimport { parse } from "yaml";\nexport const a: Document | string = String(parse("b"));',
  placeholder: "export const a = (name: string): string => `<url>${name}`;",
  read: 'import { readFileSync } from "node:fs";\nexport const a = readFileSync("b");',
};

let folder: string;
let found: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-lint-"));
  const files = path.join(folder, "packages/cli/src");
  mkdirSync(files, { recursive: true });
  for (const [name, [code]] of Object.entries(wrong))
    writeFileSync(path.join(files, `${name}.ts`), `${code}\n`);
  for (const [name, code] of Object.entries(right))
    writeFileSync(path.join(files, `right-${name}.ts`), `${code}\n`);
  writeFileSync(path.join(files, "some.test.ts"), `${wrong["element"]![0]}\n`);
  const config = {
    plugins: [],
    categories: { correctness: "off" },
    jsPlugins: [path.join(root, "tools/lint/quoted-text.ts")],
    rules: { "own/quoted-text": "error", "own/written-files": "error" },
  };
  writeFileSync(path.join(folder, "rules.json"), JSON.stringify(config));
  const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint");
  const { stdout } = spawnSync(process.execPath, [oxlint, "-c", "rules.json", "--format=json", "packages"], {
    cwd: folder,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { message: string; filename: string }[];
  };
  const byName = new Map<string, string[]>();
  for (const { message, filename } of diagnostics) {
    const name = path.basename(filename, ".ts");
    byName.set(name, [...(byName.get(name) ?? []), message]);
  }
  found = byName;
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(Object.entries(wrong))("rejects %s", (name, [, message]) => {
  expect(found.get(name)).toEqual([expect.stringContaining(message)]);
});

test.each(Object.keys(right))("accepts %s", (name) => {
  expect(found.get(`right-${name}`)).toBeUndefined();
});

test("the repository's configuration has both rules, for all that writes text or files", () => {
  const { stdout } = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/oxlint/bin/oxlint"), "--print-config"],
    { cwd: root, encoding: "utf8" },
  );
  const { overrides } = JSON.parse(stdout) as {
    overrides: { files: string[]; rules: Record<string, string> }[];
  };
  const filesOf = (rule: string): string[] =>
    overrides.filter(({ rules }) => /error|deny/.test(String(rules[rule]))).flatMap(({ files }) => files);
  expect(filesOf("own/quoted-text")).toEqual(["packages/*/src/**"]);
  expect(filesOf("own/written-files")).toEqual(["packages/cli/src/**", "packages/create-telltale/src/**"]);
});
