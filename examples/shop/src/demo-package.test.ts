// The package `telltale-demo` is this shop, bundled: npm must install for it what the shop imports.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const dependenciesOf = (folder: string): unknown => {
  const file = path.join(import.meta.dirname, "../../..", folder, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly dependencies: unknown }).dependencies;
};

test("the package of the demo has the dependencies of the shop, in the same versions", () => {
  expect(dependenciesOf("packages/demo")).toEqual(dependenciesOf("examples/shop"));
});
