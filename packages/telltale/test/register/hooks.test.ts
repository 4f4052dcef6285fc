// What the hooks of both module systems do to modules of every form, in the application's thread and in the loader's.
import { describe, expect, test } from "vitest";
import { runHooked } from "./libraries.ts";

const tell = "console.log(JSON.stringify";

describe.each(["hooks", "loader"] as const)("by %s", (way) => {
  test("an ES module is imported with what the integration has set, all names there, by any way", () => {
    const found = runHooked(
      way,
      `import greeting, { greet, more, Client, counter, grow } from "esm-library";
       import * as all from "esm-library";
       import { sub } from "esm-library/sub";
       const again = await import("esm-library");
       grow();
       ${tell}([greeting(), greet(), more(), new Client().call(), sub(), Object.keys(all), again.greet === greet, counter, instrumented, told]));`,
    );
    expect(found).toEqual([
      "seen default",
      "seen hello",
      "seen more",
      "seen call",
      "seen sub",
      ["Client", "counter", "default", "greet", "grow", "more"],
      true,
      0,
      ["esm-library import 2.1.0", "esm-library/sub import 2.1.0"],
      [
        expect.stringContaining(
          "version_unknown: esm-library: `esm-library` 2.1.0 is untested; expected to work: 1",
        ),
        expect.stringContaining("`esm-library/sub` 2.1.0"),
      ],
    ]);
  });

  test("a CommonJS module that is imported has it in its names and its default, once, and in circles too", () => {
    const found = runHooked(
      way,
      `import library, { greet, inner } from "cjs-library";
       import { createRequire } from "node:module";
       const required = createRequire(import.meta.url)("cjs-library");
       ${tell}([greet(), library.greet(), required.greet === greet, inner(), instrumented, told]));`,
    );
    expect(found).toEqual([
      "seen hello",
      "seen hello",
      true,
      "function",
      ["cjs-library import 1.0.0"],
      [expect.stringContaining("instrumentation_failed: throwing: `cjs-library` stays as it is: no")],
    ]);
  });

  test("what an integration returns replaces the module, for all who load it", () => {
    const found = runHooked(
      way,
      `import library from "replaced-library";
       import { createRequire } from "node:module";
       const require = createRequire(import.meta.url);
       ${tell}([library(), require("replaced-library")(), require("replaced-library") === library, instrumented]));`,
    );
    expect(found).toEqual(["seen hello", "seen hello", true, ["replaced-library import 1.0.0"]]);
  });

  test("each of two builds of one library is instrumented", () => {
    const found = runHooked(
      way,
      `import { greet } from "dual-library";
       import { createRequire } from "node:module";
       ${tell}([greet(), createRequire(import.meta.url)("dual-library").greet()]));`,
    );
    expect(found).toEqual(["seen hello from esm", "seen hello from cjs"]);
  });

  test("modules of Node are patched before they are imported, with and without `node:`", () => {
    const found = runHooked(
      way,
      `import { hostname } from "node:os"; import os from "os"; import * as all from "os"; import { gzipSync } from "node:zlib";
       ${tell}([hostname(), os.hostname(), all.hostname(), typeof gzipSync, told.length]));`,
    );
    expect(found).toEqual(["seen string", "seen string", "seen string", "function", 1]);
  });

  test("a library's own error reaches the application as it is", () => {
    const found = runHooked(
      way,
      `const error = await import("broken-library").catch((error) => error);
       ${tell}([error.message, instrumented, told]));`,
    );
    expect(found).toEqual(["the library's own", [], []]);
  });

  test("a CommonJS application has the same, ES modules that it imports or requires included", () => {
    const found = runHooked(
      way,
      `const { greet } = require("cjs-library"); const { hostname } = require("os");
       const required = require("esm-library");
       import("esm-library").then(({ greet: imported }) =>
         ${tell}([greet(), hostname(), required.greet(), imported(), require("esm-library") === required])));`,
      "cjs",
    );
    expect(found).toEqual(["seen hello", "seen string", "seen hello", "seen hello", true]);
  });

  test("what was required first is the same where it is imported later, and names that were imported before are set", () => {
    const found = runHooked(
      way,
      `const required = require("replaced-library"); const { hostname } = require("os");
       import("replaced-library").then(({ default: imported }) =>
         ${tell}([imported === required, imported(), early.hostname === hostname]))); `,
      "cjs",
    );
    expect(found).toEqual([true, "seen hello", true]);
  });

  test("taken off, nothing more is instrumented", () => {
    const found = runHooked(
      way,
      `const { createRequire } = await import("node:module");
       off();
       ${tell}([createRequire(import.meta.url)("cjs-library").greet(), instrumented]));`,
    );
    expect(found).toEqual(["hello", []]);
  });
});
