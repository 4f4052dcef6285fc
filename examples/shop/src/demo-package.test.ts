// The package `telltale-demo` is this shop, bundled: npm must install for it what the shop imports.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const dependenciesOf = (folder: string): Readonly<Record<string, string>> => {
  const file = path.join(import.meta.dirname, "../../..", folder, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly dependencies: Record<string, string> })
    .dependencies;
};

test("the package of the demo has the dependencies of the shop, in the same versions", () => {
  // the newest version that Fastify allows needs Node.js 22: the console names one for 20, too
  const forOldNode = { "light-my-request": dependenciesOf("packages/console")["light-my-request"] };
  expect(dependenciesOf("packages/demo")).toEqual({ ...dependenciesOf("examples/shop"), ...forOldNode });
});
