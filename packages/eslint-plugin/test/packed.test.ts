// The plugin as it would be published: installed in an empty folder beside ESLint 9 and 10, on every Node it promises, it lints a file.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { describeNodes } from "../../../tools/testing/nodes.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly eslintPluginPack: { readonly tarball: string; readonly files: readonly string[] };
    readonly runtimes: Readonly<Record<string, string>>;
  }
}

const pack = inject("eslintPluginPack");
const folder = mkdtempSync(path.join(tmpdir(), "telltale-lint-installed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const promised = Object.entries(inject("runtimes")).filter(([version]) => !version.startsWith("v18."));
const files: Readonly<Record<string, string>> = {
  "package.json": `{ "private": true, "type": "module" }`,
  "eslint.config.js": `import telltale from "eslint-plugin-telltale";
export default [telltale.configs.recommended, { settings: { telltale: { catalog: "./catalog.js" } } }];`,
  "catalog.js": `export const catalog = { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } };`,
  "app.js": `import { addAttribute, startSpan } from "telltale";
export function parse(text) {
  const span = startSpan("parse order");
  addAttribute("ordre.id", text);
  return text;
}
`,
};

/** A folder with ESLint of a major version and the plugin. */
function installed(major: string): string {
  const place = path.join(folder, major);
  mkdirSync(place);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(place, name), text);
  const packages = [`eslint@${major}`, pack.tarball];
  execFileSync("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], {
    cwd: place,
    stdio: "pipe",
  });
  return place;
}

test("the tarball has the plugin, its types, licence, notices and readme, and nothing else", () => {
  const expected = [
    "LICENSE",
    "README.md",
    "dist/THIRD-PARTY-NOTICES.txt",
    "dist/index.d.ts",
    "dist/index.js",
    "package.json",
  ];
  expect(pack.files.toSorted()).toEqual(expected);
});

describe.each(["9", "10"])("with ESLint %s", (major) => {
  let place: string;
  beforeAll(() => void (place = installed(major)));

  describeNodes(promised, (_version, node) => {
    test("it reports what is wrong with a file", { tags: major === "9" ? ["extended"] : [] }, () => {
      const eslint = path.join(place, "node_modules", "eslint", "bin", "eslint.js");
      const { stdout, stderr } = spawnSync(node, [eslint, "--format", "json", "app.js"], {
        cwd: place,
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      const [result] = JSON.parse(stdout) as { messages: { ruleId: string; line: number }[] }[];
      expect(result!.messages.map(({ ruleId, line }) => `${line} ${ruleId}`)).toEqual([
        "3 telltale/end-span",
        "4 telltale/declared-attributes",
      ]);
    });
  });
});
