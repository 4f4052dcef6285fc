// @module-tag extended
// A user's way through the logs of the shop: overview → logs → new pattern → record → its context → its trace, and back.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { createFolder, startConsole } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { openBrowser } from "./chromium.ts";
import { recorded } from "./recorded.ts";
import { replay, type Recording } from "./recording.ts";

const minuteMs = 60_000;
const limit = { timeout: patience(60_000) };

let browser: Browser;
let healthy: Recording;
let faulty: Recording;

beforeAll(async () => {
  browser = await openBrowser(inject("chromium"));
  healthy = await recorded({ visits: 400 });
  faulty = await recorded({ visits: 140, fault: "new-error" });
}, patience(360_000));

afterAll(async () => {
  await browser?.close();
});

test(
  "a new pattern leads to a record, what was before and after it, and its trace",
  async () => {
    const { folder, remove } = createFolder();
    const running = await startConsole(folder);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(patience(60_000));
    try {
      const now = Date.now();
      const sinceMs = now - 4 * minuteMs;
      const options = { evenBy: "POST /checkout" };
      await replay(running.addresses.otlpHttp, healthy, [now - 25 * minuteMs, sinceMs], options);
      await replay(running.addresses.otlpHttp, faulty, [sinceMs, now], options);
      await page.goto(`${running.addresses.page}/?from=-10m`);
      await page.getByRole("navigation").getByRole("link", { name: "Logs" }).first().click();
      await page.getByRole("radio", { name: "Patterns" }).click();
      // other errors of the shop are rare: one of them may be new as well
      const row = page
        .getByRole("table", { name: "Patterns" })
        .getByRole("row", { name: /^new.*exception.*VoucherError/ })
        .first();
      await row.waitFor(limit);

      await row.getByRole("link").first().click();
      const records = page.getByRole("table", { name: "Logs" }).getByRole("row");
      await expect.poll(() => records.count(), limit).toBeGreaterThan(1);
      await records.nth(1).getByRole("button").click();
      await page.getByRole("button", { name: "Context" }).click();
      const context = page.getByRole("region", { name: "Context" }).getByRole("listitem");
      await expect.poll(() => context.count(), limit).toBeGreaterThan(3);

      await page.getByRole("link", { name: "Open trace" }).click();
      await page.getByRole("treegrid").first().waitFor(limit);
      expect(page.url()).toMatch(/\/traces\/[0-9a-f]{32}\?.*span=/);
      await page.goBack();
      await expect.poll(() => page.url(), limit).toContain("pattern=");
    } finally {
      await page.close();
      await running.stop();
      remove();
    }
  },
  patience(240_000),
);
