// What is found in bundles, and that nothing is found in other files.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { bundledInto } from "./unseen.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-unseen-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const filling = "// a line of the application\n".repeat(3000);

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

test.each([
  ["esbuild", 'var require_pg = __commonJS({ "node_modules/pg/lib/index.js"(exports) {} });'],
  ["webpack", '"./node_modules/.pnpm/pg@8.0.0/node_modules/pg/lib/index.js": (module) => {},'],
  ["a scope", "// node_modules/@redis/client/dist/index.js\n// node_modules/pg/lib/index.js"],
])("libraries are found by the paths that %s leaves", (name, text) => {
  expect(bundledInto(file(`${name}.js`, text + filling), ["pg", "express"])).toEqual(["pg"]);
});

test("scopes are distinguished from names", () => {
  const place = file("scoped.js", `// node_modules/@redis/client/index.js${filling}`);
  expect(bundledInto(place, ["@redis/client", "client", "@redis/search"])).toEqual(["@redis/client"]);
});

test("a small file is not a bundle, and one that is not there is nothing", () => {
  expect(bundledInto(file("small.js", "// node_modules/pg/lib/index.js"), ["pg"])).toEqual([]);
  expect(bundledInto(path.join(folder, "none.js"), ["pg"])).toEqual([]);
});
