// The systemd unit of the console, and the settings of its guide: `systemd-analyze verify` accepts both together.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

import { unitPrograms } from "./debian-programs.ts";
import { root } from "./source-files.ts";

const unit = readFileSync(path.join(root, "deploy/systemd/telltale-console.service"), "utf8");
const guide = readFileSync(path.join(root, "docs/guide/service.md"), "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "telltale-systemd-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = unitPrograms["systemd"]!;
const isMissing = !existsSync(program);
if (isMissing && process.env["TELLTALE_SERVICES"] === "required")
  throw new Error(
    "Cannot verify the systemd unit without systemd-analyze: install Debian's package `systemd`.",
  );
if (isMissing) console.log("skipped: no systemd-analyze (Debian's package `systemd`)");

/** What `systemd-analyze verify` says of the unit, with a program that exists, and with `dropIn`. */
function verify(text: string, dropIn: string): readonly string[] {
  const place = path.join(folder, "telltale-console.service");
  writeFileSync(place, text.replace("/usr/local/bin/telltale-console", process.execPath));
  mkdirSync(`${place}.d`, { recursive: true });
  writeFileSync(path.join(`${place}.d`, "override.conf"), dropIn);
  const { stderr } = spawnSync(program, ["verify", "--man=no", place], { encoding: "utf8" });
  return stderr.split("\n").filter((line) => line.includes("telltale-console"));
}

const dropIn = /```ini\n(\[Service\][\s\S]*?)```/.exec(guide)?.[1] ?? "";

test("the guide has settings for a console in a network", () => {
  expect(dropIn).toContain("LoadCredential=token:");
});

test.skipIf(isMissing)("systemd accepts the unit with the settings of the guide", () => {
  expect(verify(unit, dropIn)).toEqual([]);
});

test.skipIf(isMissing)("a mistake in either is found", () => {
  expect(verify(unit.replace("KillMode=mixed", "KillMode=made-up"), dropIn).join()).toContain("kill mode");
  expect(verify(unit, "[Service]\nMadeUp=yes\n").join()).toContain("MadeUp");
});

test("the signal is for the console alone, and a wrong option does not cause a restart", () => {
  expect(unit).toMatch(/^KillMode=mixed$/m);
  expect(unit).toMatch(/^RestartPreventExitStatus=2$/m);
});

test("every variable of the unit and of the guide is an option of the console", () => {
  const reference = readFileSync(path.join(root, "docs/reference/console-options.md"), "utf8");
  const names = new Set(`${unit}\n${guide}`.match(/TELLTALE_CONSOLE_[A-Z_]*[A-Z]/g));
  expect([...names].filter((name) => !reference.includes(`\`${name}\``))).toEqual([]);
});
