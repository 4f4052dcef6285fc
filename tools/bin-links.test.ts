import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { linkCommands } from "./bin-links.ts";

test("a command that was built after the installation runs from node_modules/.bin, one that was not built is left out", () => {
  const root = mkdtempSync(path.join(tmpdir(), "bin-links-"));
  try {
    const place = path.join(root, "packages", "tool");
    mkdirSync(path.join(place, "dist"), { recursive: true });
    const bin = { tool: "./dist/cli.js", later: "./dist/later.js" };
    writeFileSync(path.join(place, "package.json"), JSON.stringify({ bin }));
    writeFileSync(path.join(place, "dist/cli.js"), "#!/bin/sh\necho ran\n");
    expect(linkCommands(root, ["tool"])).toEqual(["tool"]);
    expect(linkCommands(root, ["tool"])).toEqual(["tool"]);
    expect(execFileSync(path.join(root, "node_modules/.bin/tool"), { encoding: "utf8" })).toBe("ran\n");
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
