// Components name classes by text, so that a mistake would only be missing style: this compares what they name with the sheets.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("..", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" });
const read = (file: string): string => readFileSync(path.join(src, file), "utf8");

/** The classes that a sheet defines. */
function definedIn(sheet: string): ReadonlySet<string> {
  const rules = read(sheet)
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/:global\([^)]*\)/g, "")
    .replaceAll(/\{[^{}]*\}/g, "{}");
  return new Set([...rules.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name!));
}

interface Use {
  readonly file: string;
  readonly sheet: string;
  /** The class; `undefined` where it is chosen as the page runs, or where the whole sheet is handed on. */
  readonly name: string | undefined;
}

/** The uses of `name["class"]` in `code`. Any other use of `name` stands for all of its classes. */
function usesOf(name: string, code: string): readonly (string | undefined)[] {
  const all = [...code.matchAll(new RegExp(`(?<![\\w.])${name}(?![\\w:.]|["'])(?:\\["(\\w+)"\\])?`, "g"))];
  return all.map(([, used]) => used);
}

const uses: Use[] = [];
for (const file of files.filter((one) => /\.tsx?$/.test(one) && !one.includes(".test."))) {
  const code = read(file);
  const imported = [...code.matchAll(/^import (\w+) from "(\.[^"]*\.module\.css)";$/gm)];
  const body = code.replaceAll(/^import .*$/gm, "");
  for (const [, name, from] of imported) {
    const sheet = path.join(path.dirname(file), from!);
    if (file !== path.join("ui", "styles.ts"))
      uses.push(...usesOf(name!, body).map((used) => ({ file, sheet, name: used })));
  }
  for (const [, shared, name] of body.matchAll(/(?<!\w)ui\.(\w+)(?:\["(\w+)"\])?/g))
    uses.push({ file, sheet: path.join("ui", `${shared}.module.css`), name });
}

test("names only classes that the style sheet defines", () => {
  const wrong = uses.filter(({ sheet, name }) => name !== undefined && !definedIn(sheet).has(name));
  expect(wrong).toEqual([]);
});

test("defines only classes that a component names", () => {
  const unused = files
    .filter((file) => file.endsWith(".module.css"))
    .flatMap((sheet) => {
      const own = uses.filter((use) => use.sheet === sheet);
      // Classes that are chosen as the page runs cannot be told apart.
      if (own.some(({ name }) => name === undefined)) return [];
      const named = new Set(own.map(({ name }) => name));
      for (const [, base] of read(sheet).matchAll(/composes: (\w+)/g)) named.add(base);
      return [...definedIn(sheet)].filter((name) => !named.has(name)).map((name) => `${sheet} .${name}`);
    });
  expect(unused).toEqual([]);
});

test("only the font, tokens and the defaults of elements are global", () => {
  const global = files.filter((file) => file.endsWith(".css") && !file.endsWith(".module.css"));
  expect(global.toSorted()).toEqual(["base", "font", "tokens"].map((name) => path.join("ui", `${name}.css`)));
  expect(global.flatMap((sheet) => [...definedIn(sheet)])).toEqual([]);
});

test("components name their classes through a style sheet", () => {
  const named = files.filter(
    (file) => file.endsWith(".tsx") && /className=["`]|className=\{`/.test(read(file)),
  );
  expect(named).toEqual([]);
});
