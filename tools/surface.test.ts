import { expect, test } from "vitest";

import { entriesOf, exportsOf, withSurface } from "./surface.ts";

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

test("gives each entry its source, ESM and CommonJS", () => {
  expect(exportsOf({ testing: "src/testing/index.ts" })).toEqual({
    "./testing": {
      "telltale-source": "./src/testing/index.ts",
      import: { types: "./dist/testing.d.ts", default: "./dist/testing.js" },
      require: { types: "./dist/testing.d.cts", default: "./dist/testing.cjs" },
    },
    "./package.json": "./package.json",
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
