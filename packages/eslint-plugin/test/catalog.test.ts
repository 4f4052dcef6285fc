// The catalog of the settings: a path or the catalog itself, loaded once, and clear errors for what is neither.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Linter } from "eslint";
import { afterAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-lint-catalog-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = `import { addAttribute } from "telltale"; addAttribute("ordre.id", 1);`;
const declaration = { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } };

/** Lints code with a misspelled attribute. */
function lint(telltale: object): string[] {
  const linter = new Linter({ cwd: folder });
  const rules = { "telltale/declared-attributes": "error" } as const;
  const config = { plugins: { telltale: plugin }, settings: { telltale }, rules };
  return linter.verify(code, [config]).map(({ message }) => message);
}

function write(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return `./${name}`;
}

const similar = "The catalog `shop` does not declare the attribute `ordre.id`. Did you mean `order.id`?";

describe("a catalog is read", () => {
  test("from a JSON file", () => {
    expect(lint({ catalog: write("a.json", JSON.stringify(declaration)) })).toEqual([similar]);
  });

  test("from an ES module that exports `catalog`", () => {
    const text = `export const catalog = ${JSON.stringify(declaration)};`;
    expect(lint({ catalog: write("b.mjs", text) })).toEqual([similar]);
  });

  test("from a CommonJS module", () => {
    expect(lint({ catalog: write("c.cjs", `module.exports = ${JSON.stringify(declaration)};`) })).toEqual([
      similar,
    ]);
  });

  test("from TypeScript, by its default export", () => {
    const text = `const name: string = "shop"; export default { ...${JSON.stringify(declaration)}, name };`;
    expect(lint({ catalog: write("d.ts", text) })).toEqual([similar]);
  });

  test("from the settings themselves", () => {
    expect(lint({ catalog: declaration })).toEqual([similar]);
  });

  test("when it is resolved, with lists", () => {
    expect(lint({ catalog: { ...declaration, attributes: [{ name: "order.id", type: "string" }] } })).toEqual(
      [similar],
    );
  });

  test("again after its file has changed", () => {
    const catalog = write("e.json", JSON.stringify(declaration));
    expect(lint({ catalog })).toEqual([similar]);
    write("e.json", JSON.stringify({ ...declaration, attributes: { "ordre.id": { type: "string" } } }));
    utimesSync(path.join(folder, "e.json"), 1, 1);
    expect(lint({ catalog })).toEqual([]);
  });
});

describe("an error names what is wrong with", () => {
  test.each([
    [
      "a path of nothing",
      { catalog: "./none.json" },
      /Cannot find the catalog .*none\.json\.\nSet `settings\.telltale\.catalog` in/,
    ],
    [
      "a setting of another type",
      { catalog: 1 },
      /expected the path of a catalog or the catalog itself, got 1/,
    ],
    [
      "an object that is not a catalog",
      { catalog: { a: 1 } },
      /expected an export `catalog` or `default` with `name` and `version`/,
    ],
    [
      "a list of modules of another type",
      { modules: "x" },
      /`telltale\.modules`: got "x"\.\nPass a list of module names/,
    ],
  ])("%s", (_title, telltale, message) => {
    expect(() => lint(telltale)).toThrow(message);
  });

  test("a file that cannot be loaded", () => {
    const catalog = write("f.mjs", "export const catalog = missing;");
    expect(() => lint({ catalog })).toThrow(
      /Cannot load the catalog .*f\.mjs: missing is not defined\.\nCorrect the file/,
    );
  });

  test("the line of a file that cannot be parsed, and of JSON", () => {
    const catalog = write("g.cjs", "module.exports = {\n  name: ,\n};");
    expect(() => lint({ catalog })).toThrow(/Cannot load the catalog .*g\.cjs:2: Unexpected token/);
    const json = write("h.json", "{ name }");
    expect(() => lint({ catalog: json })).toThrow(/Cannot load the catalog .*h\.json: .*JSON/);
  });

  test("ESLint prints one message and no stack", () => {
    const catalog = write("broken.mjs", "export const catalog = missing;");
    const source = pathToFileURL(path.join(import.meta.dirname, "../src/index.ts")).href;
    write(
      "eslint.config.mjs",
      `import plugin from ${JSON.stringify(source)};
export default [{ files: ["*.js"], ...plugin.configs.recommended, settings: { telltale: { catalog: ${JSON.stringify(catalog)} } } }];`,
    );
    for (const name of ["one.js", "two.js"]) write(name, code);
    const bin = path.join(createRequire(import.meta.url).resolve("eslint/package.json"), "../bin/eslint.js");
    const args = ["--conditions=telltale-source", bin, "one.js", "two.js"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr.match(/Cannot load the catalog/g)).toHaveLength(1);
    expect(stderr).toContain("broken.mjs: missing is not defined.\nCorrect the file");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

test("a module of the settings exports what `telltale` does", () => {
  const linter = new Linter({ cwd: folder });
  const own = `import { trace } from "./telemetry.js"; trace("data", () => load());`;
  const rules = { "telltale/meaningful-name": "error" } as const;
  const verify = (modules: string[]): number =>
    linter.verify(own, [{ plugins: { telltale: plugin }, settings: { telltale: { modules } }, rules }])
      .length;
  expect([verify([]), verify(["./telemetry.js"])]).toEqual([0, 1]);
});
