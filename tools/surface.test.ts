import { expect, test } from "vitest";

import { entriesOf, exportsOf } from "./surface.ts";

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
