// The code of the guides that nothing else runs: YAML and JSON can be read, alert rules are valid, and there is no language that no test reads.
import { readFileSync } from "node:fs";
import path from "node:path";
import { checkRules } from "alerts";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";

import { blocks, blocksOf } from "./docs-blocks.ts";
import { root } from "./source-files.ts";

test.each(blocksOf("yaml"))("the YAML of $place can be read", ({ code }) => {
  expect(parseAllDocuments(code).flatMap(({ errors }) => errors)).toEqual([]);
});

test.each(blocksOf("json"))("the JSON of $place can be read", ({ code }) => {
  expect(() => JSON.parse(code) as unknown).not.toThrow();
});

const rules = blocksOf("yaml").filter(({ code }) => /^(?:alerts|objectives):/m.test(code));

test("the guides have alert rules", () => {
  expect(rules.length).toBeGreaterThan(4);
});

test.each(rules)("the alert rules of $place are valid", ({ code }) => {
  expect(checkRules(parse(code))).toEqual([]);
});

test("CONTRIBUTING.md says of each language what tests do with it", () => {
  const text = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");
  const [section = ""] = text.split("\n### Code in the guides\n").slice(1);
  const listed = section
    .split("\n#")[0]!
    .split("\n")
    .flatMap((line) =>
      [...(/^\| (`.*?) \|/.exec(line)?.[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name!),
    );
  expect(new Set(listed)).toEqual(
    new Set(blocks.map(({ language }) => language).filter((name) => name !== "")),
  );
});
