// Source code is read in one way: whatever needs its syntax takes a module of `code/source-module.ts`.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const sources = path.join(import.meta.dirname, "../src");

test("one file of the sources calls the parser", () => {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  const callers = files.filter((name) =>
    /import \{[^}]*\bparse\w*\b[^}]*\} from "oxc-parser"/.test(
      readFileSync(path.join(sources, name), "utf8"),
    ),
  );
  expect(callers).toEqual([path.join("code", "source-module.ts")]);
});
