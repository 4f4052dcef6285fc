import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createPageRelease } from "./library-pages.ts";

/** What this process holds of files, in kB. */
const filePages = (): number =>
  Number(/^RssFile:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);

test.runIf(process.platform === "linux")("a file's pages are given back, and loaded again", () => {
  const release = createPageRelease(process.execPath);
  const before = filePages();
  release();
  expect(filePages()).toBeLessThan(before - 5000);
  expect(Intl.NumberFormat("de").format(1.5)).toBe("1,5");
});
