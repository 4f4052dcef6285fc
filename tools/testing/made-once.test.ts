import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { madeOnce } from "./made-once.ts";

function place(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-made-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "one");
}

test("what several need at a time is made once", async () => {
  const one = place();
  let made = 0;
  const make = async (file: string): Promise<void> => {
    made += 1;
    await Promise.resolve();
    writeFileSync(file, "ready");
  };
  await Promise.all([madeOnce(one, make), madeOnce(one, make), madeOnce(one, make)]);
  expect([made, readFileSync(one, "utf8")]).toEqual([1, "ready"]);
});

test("what could not be made is not there, and is made by the next that needs it", async () => {
  const one = place();
  const fail = (file: string): void => {
    writeFileSync(file, "half");
    throw new Error("made up");
  };
  await expect(madeOnce(one, fail)).rejects.toThrow("made up");
  expect(existsSync(one)).toBe(false);
  await madeOnce(one, (file) => writeFileSync(file, "ready"));
  expect(readFileSync(one, "utf8")).toBe("ready");
});

test("a process that ended while it made something delays no other", async () => {
  const one = place();
  writeFileSync(`${one}.lock`, "999999999");
  await madeOnce(one, (file) => writeFileSync(file, "ready"));
  expect(readFileSync(one, "utf8")).toBe("ready");
});

test("removes what was not needed for a day when something new is made", async () => {
  const one = place();
  await madeOnce(one, (file) => writeFileSync(file, "old"));
  utimesSync(`${one}.used`, 0, Date.now() / 1000 - 25 * 3600);
  await madeOnce(`${one}-other`, (file) => writeFileSync(file, "new"));
  expect([existsSync(one), existsSync(`${one}-other`)]).toEqual([false, true]);
});
