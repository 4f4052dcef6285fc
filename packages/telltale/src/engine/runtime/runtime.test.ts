// The runtime by `process.versions`, and where the preload works.
import { expect, test } from "vitest";
import { runtimeOf, whyUnsupported } from "./runtime.ts";

test.each([
  [{ node: "24.21.0" }, { name: "nodejs", version: "24.21.0", description: "Node.js" }],
  [
    { node: "26.3.0", bun: "1.4.5" },
    { name: "bun", version: "1.4.5", description: "Bun" },
  ],
  [
    { node: "26.3.0", deno: "2.9.6" },
    { name: "deno", version: "2.9.6", description: "Deno" },
  ],
])("%j is told apart", (versions, expected) => expect(runtimeOf(versions)).toEqual(expected));

test.each(["18.19.0", "18.20.8", "20.0.0", "24.21.0"])("the preload works on Node %s", (node) =>
  expect(whyUnsupported(runtimeOf({ node }))).toBe(undefined),
);

test.each([
  [{ node: "18.18.2" }, "Node.js 18.18.2"],
  [{ node: "16.20.2" }, "Node.js 16.20.2"],
  [{ node: "26.3.0", bun: "1.4.5" }, "Bun 1.4.5"],
  [{ node: "26.3.0", deno: "2.9.6" }, "Deno 2.9.6"],
])("with %j the preload says in one line that it does nothing", (versions, named) => {
  const line = whyUnsupported(runtimeOf(versions)) ?? "";
  expect(line).toContain(`does nothing on ${named}: it needs Node.js 18.19 or later.`);
  expect(line).not.toContain("\n");
});
