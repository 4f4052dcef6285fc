// The check of types against the oldest Node of each package: it must fail where a later Node would be needed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { root } from "./source-files.ts";

test.each([
  ["tsconfig.node-20.json", "new Map([[1, 1]]).size", true],
  ["tsconfig.node-20.json", "[2, 1].toSorted()", true],
  ["tsconfig.node-20.json", "Map.groupBy([1], String)", false],
  ["tsconfig.node-20.json", "Promise.withResolvers()", false],
  ["tsconfig.node-20.json", "new Set([1]).union(new Set([2]))", false],
  ["tsconfig.node-20.json", "[1].values().map(String)", false],
  ["tsconfig.node-20.json", "node.getBuiltinModule('node:zlib').zstdCompressSync('')", false],
  ["tsconfig.node-18.json", "[1].findLast(Boolean)", true],
  ["tsconfig.node-18.json", "[2, 1].toSorted()", false],
  ["tsconfig.node-18.json", "node.getBuiltinModule('node:fs')", false],
])("%s: %s is accepted: %s", { timeout: 240_000 }, (config, expression, accepted) => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-oldest-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "file.mts");
  writeFileSync(
    file,
    `import node from "node:process";\nexport const value: unknown = ${expression};\nexport { node };\n`,
  );
  const project = path.join(folder, "tsconfig.json");
  writeFileSync(
    project,
    JSON.stringify({ extends: path.join(root, config), include: [], exclude: [], files: [file] }),
  );
  const { stdout, status } = spawnSync(path.join(root, "node_modules/.bin/tsc"), ["-p", project], {
    encoding: "utf8",
  });
  const places = [...stdout.matchAll(/file\.mts\((\d+),/g)].map(([, line]) => line);
  expect({ passes: status === 0, places }).toEqual({ passes: accepted, places: accepted ? [] : ["2"] });
});
