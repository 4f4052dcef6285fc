import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { announce, findShop, withdraw } from "./announce.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-shops-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a shop is found until it says that it closes", () => {
  expect(findShop(path.join(folder, "none yet"))).toBeUndefined();
  announce("postgres://mine", folder);
  expect(findShop(folder)?.databaseUrl).toBe("postgres://mine");
  withdraw(folder);
  expect(findShop(folder)).toBeUndefined();
});

test("the shop of another checkout is neither taken first nor closed by ours", () => {
  const other = { databaseUrl: "postgres://other", pid: process.ppid, from: "/elsewhere" };
  writeFileSync(path.join(folder, `${other.pid}.json`), JSON.stringify(other));
  expect(findShop(folder)?.databaseUrl).toBe("postgres://other");
  announce("postgres://mine", folder);
  expect(findShop(folder)?.databaseUrl).toBe("postgres://mine");
  withdraw(folder);
  expect(findShop(folder)?.databaseUrl).toBe("postgres://other");
});

test("a shop that was killed is forgotten, an unreadable file passed over", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  writeFileSync(
    path.join(folder, `${pid}.json`),
    JSON.stringify({ databaseUrl: "postgres://gone", pid, from: import.meta.dirname }),
  );
  writeFileSync(path.join(folder, "1.json"), '{"databaseUrl":');
  expect(findShop(folder)).toBeUndefined();
});
