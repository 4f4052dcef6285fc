// The check of types against the oldest Node of each package: it must fail where a later Node would be needed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { root } from "./source-files.ts";

/** Expressions by whether the compiler accepts them for a version. All of one version go through it at once. */
const expressions: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  "tsconfig.node-20.json": {
    "new Map([[1, 1]]).size": true,
    "[2, 1].toSorted()": true,
    "Map.groupBy([1], String)": false,
    "Promise.withResolvers()": false,
    "new Set([1]).union(new Set([2]))": false,
    "[1].values().map(String)": false,
    "node.getBuiltinModule('node:zlib').zstdCompressSync('')": false,
  },
  "tsconfig.node-18.json": {
    "[1].findLast(Boolean)": true,
    "[2, 1].toSorted()": false,
    "node.getBuiltinModule('node:fs')": false,
  },
};

test.each(Object.entries(expressions))(
  "%s accepts what its Node has, and nothing else",
  { timeout: 240_000 },
  (config, cases) => {
    const folder = mkdtempSync(path.join(tmpdir(), "telltale-oldest-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, "file.mts");
    const lines = Object.keys(cases).map((text, place) => `export const v${place}: unknown = ${text};`);
    writeFileSync(file, `${lines.join("\n")}\nimport node from "node:process";\nexport { node };\n`);
    const project = path.join(folder, "tsconfig.json");
    writeFileSync(
      project,
      JSON.stringify({ extends: path.join(root, config), include: [], exclude: [], files: [file] }),
    );
    const { stdout, status } = spawnSync(path.join(root, "node_modules/.bin/tsc"), ["-p", project], {
      encoding: "utf8",
    });
    const rejected = new Set([...stdout.matchAll(/file\.mts\((\d+),/g)].map(([, line]) => Number(line) - 1));
    expect(status).not.toBe(0);
    expect(Object.fromEntries(Object.keys(cases).map((text, place) => [text, !rejected.has(place)]))).toEqual(
      cases,
    );
  },
);
