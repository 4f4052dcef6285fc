import { expect, test } from "vitest";

import { entriesOf, exportsOf, rootNames, tooManyNames, withSurface } from "./surface.ts";

test("derives entries from the folders and leaves contracts and inner files private", () => {
  const files = [
    "src/span.ts",
    "src/index.ts",
    "src/testing/index.ts",
    "src/testing/collect.ts",
    "src/integrations/hono.ts",
    "src/integrations/http-integration.ts",
  ];
  expect(entriesOf(files)).toEqual({
    index: "src/index.ts",
    testing: "src/testing/index.ts",
    hono: "src/integrations/hono.ts",
  });
});

test("gives each entry its source, and bundlers, Node and others what they load; the gate is the same for all", () => {
  expect(exportsOf({ testing: "src/testing/index.ts" })).toEqual({
    "./testing": {
      "telltale-source": "./src/testing/index.ts",
      import: {
        types: "./dist/testing.d.ts",
        module: "./dist/testing.js",
        deno: "./dist/testing.js",
        bun: "./dist/testing.js",
        "node-addons": "./dist/node/testing.js",
        default: "./dist/testing.js",
      },
      require: {
        types: "./dist/testing.d.cts",
        module: "./dist/testing.js",
        default: "./dist/testing.cjs",
      },
    },
    "./package.json": "./package.json",
  });
  const { "./register": gate } = exportsOf({ register: "src/register/index.ts" });
  expect(gate).toMatchObject({
    import: { types: "./dist/register.d.ts", default: "./dist/register.js" },
    require: { types: "./dist/register.d.cts", default: "./dist/register.cjs" },
  });
});

test("gives resolvers that do not read `exports` the CommonJS side of each entry", () => {
  const entries = { index: "src/index.ts", pg: "src/integrations/pg.ts", testing: "src/testing/index.ts" };
  const manifest = { name: "p", exports: {}, main: "./old.cjs", engines: {} };
  const wanted = {
    name: "p",
    main: "./dist/index.cjs",
    types: "./dist/index.d.cts",
    typesVersions: { "*": { pg: ["./dist/pg.d.cts"], testing: ["./dist/testing.d.cts"] } },
    exports: exportsOf(entries),
    engines: {},
  };
  // as text, because the order of fields is kept too
  expect(JSON.stringify(withSurface(manifest, entries))).toBe(JSON.stringify(wanted));
});

test("counts the names of a root entry, types included", () => {
  const source = `// Everything.\nexport { start, type Telltale } from "./start.ts";\nexport type {\n  A,\n  B as C,\n} from "./a.ts";\n`;
  expect(rootNames(source)).toEqual(["start", "Telltale", "A", "C"]);
  expect(() => rootNames(`${source}export * from "./b.ts";\n`)).toThrow('export * from "./b.ts"');
});

test("a root entry exports 150 names at most", () => {
  const entry = (count: number): string =>
    `export { ${Array.from({ length: count }, (_, index) => `name${index}`).join(", ")} } from "./a.ts";\n`;
  expect(tooManyNames(entry(150))).toBeUndefined();
  expect(tooManyNames(entry(151))).toContain("exports 151 names, 150 are allowed");
});
